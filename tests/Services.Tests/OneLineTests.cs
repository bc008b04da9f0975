using DemoApp.ServiceDefaults;

namespace DemoApp.Services.Tests;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("state store is not configured", "state store is not configured")]
    [InlineData("größer 漢字", "größer 漢字")]
    [InlineData("a\r\nb\tc\u001b[31m", "a\uFFFD\uFFFDb\uFFFDc\uFFFD[31m")]
    [InlineData("\u202Eevil\u2028\u2029\u0085\u200B", "\uFFFDevil\uFFFD\uFFFD\uFFFD\uFFFD")]
    public void Of_AnyText_HasNothingThatEndsOrDisguisesALine(string text, string line) => Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void Of_ALongText_IsItsBeginning() => Assert.Equal(new string('x', 500), OneLine.Of(new string('x', 501)));
}
