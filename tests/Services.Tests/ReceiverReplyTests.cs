using System.Text;
using DemoApp.Sender;

namespace DemoApp.Services.Tests;

public sealed class ReceiverReplyTests
{
    [Theory]
    [InlineData(200, """{"status":"processed"}""", "Processed")]
    [InlineData(200, "", "Failed")]
    [InlineData(200, "\"text\"", "Failed")]
    [InlineData(204, "", "Failed")]
    [InlineData(302, "", "Failed")]
    [InlineData(400, """{"detail":"bad"}""", "Refused")]
    [InlineData(401, "invalid api token\n", "Refused")]
    [InlineData(403, """{"errorCode":"ERR_DIRECT_INVOKE","message":"access control policy has denied access"}""", "Refused")]
    [InlineData(500, """{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: receiver, err: context deadline exceeded"}""", "TimedOut")]
    [InlineData(500, """{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: receiver, err: circuit breaker is open"}""", "Failed")]
    [InlineData(500, """{"detail":"a text with deadline exceeded in it, but not a sidecar's"}""", "Failed")]
    [InlineData(500, """{"message":17}""", "Failed")]
    [InlineData(500, """{"message":"\ud800","detail":"half a character"}""", "Failed")]
    [InlineData(503, "[]", "Failed")]
    public void Reply_OfStatusAndBody_HasTheOutcome(int status, string body, string outcome) =>
        Assert.Equal(outcome, ReceiverReply.Read(status, Encoding.UTF8.GetBytes(body)).Outcome.ToString());

    [Fact]
    public void Reply_OfASidecar_HasItsMessageAsReason() =>
        Assert.Equal("no host found", ReceiverReply.Read(500, """{"errorCode":"E","message":"no host found"}"""u8).Reason);
}
