using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class W3CBaggageTests
{
    [Theory]
    [InlineData("a=b")]
    [InlineData("a=b,c=d")]
    [InlineData(" a = b , c=d ")]
    [InlineData("a=b;p;q=r")]
    [InlineData("a=")]
    [InlineData("a=b=c")]
    [InlineData("user=caf%C3%A9")]
    [InlineData("tenant.id = tenant1")]
    public void Header_ByTheGrammar_IsValid(string header) => Assert.True(W3CBaggage.IsValid(header));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("=b")]
    [InlineData("a=b,,c=d")]
    [InlineData("a b=c")]
    [InlineData("a=\"b\"")]
    [InlineData("a=b\\c")]
    [InlineData("a=b c")]
    [InlineData("a=%zz")]
    [InlineData("a=%4")]
    [InlineData("a=b;=c")]
    [InlineData("a=é")]
    public void Header_AgainstTheGrammar_IsNot(string header) => Assert.False(W3CBaggage.IsValid(header));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Members_UpTo64_AreValid(int count, bool valid) =>
        Assert.Equal(valid, W3CBaggage.IsValid(string.Join(',', Enumerable.Range(0, count).Select(i => $"k{i}=v"))));

    [Fact]
    public void Header_Over8192Bytes_IsNot() => Assert.False(W3CBaggage.IsValid("a=" + new string('b', 8191)));
}
