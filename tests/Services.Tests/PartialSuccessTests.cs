using DemoApp.ServiceDefaults.Export;

namespace DemoApp.Services.Tests;

public sealed class PartialSuccessTests
{
    [Theory]
    [InlineData("", 0, "")]
    [InlineData("0A00", 0, "")]
    [InlineData("0A020807", 7, "")]
    [InlineData("0A0508071201AA", 0, "")]
    [InlineData("0A0408071200", 7, "")]
    [InlineData("0A0608071202676F", 7, "go")]
    [InlineData("1201000A020807", 7, "")]
    [InlineData("0A0B08FFFFFFFFFFFFFFFFFF01", 0, "")]
    [InlineData("0A7F08", 0, "")]
    [InlineData("3C68746D6C3E", 0, "")]
    public void Read_OfAnAnswer_IsWhatTheCollectorRejected(string answer, long rejected, string message) =>
        Assert.Equal(new PartialSuccess(rejected, message), Normal(PartialSuccess.Read(Convert.FromHexString(answer), 0)));

    [Fact]
    public void Read_BehindThePrefixOfGrpc_SkipsIt() =>
        Assert.Equal(7, PartialSuccess.Read([0, 0, 0, 0, 4, 0x0A, 2, 8, 7], 5).Rejected);

    private static PartialSuccess Normal(PartialSuccess read) => read with { Message = read.Message ?? "" };
}
