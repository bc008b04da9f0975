using DemoApp.Tenants;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("--set a=b --debug")]
    [InlineData("  --set\ta=b   --debug  ")]
    [InlineData("""--set x="a b" --set 'y=c d'""")]
    [InlineData("""x="a 'b' c" y='a "b" c' z=a"b"'c'd""")]
    [InlineData("""'' "" x=''""")]
    [InlineData("""--set-json 'x={"a": [1, 2]}'""")]
    [InlineData(""" "a\"b" "a\\b" "a\nb" '\' a\ b \" \' """)]
    [InlineData("\"a\nb\" 'c\nd'")]
    [InlineData("--description 'it'\\''s'")]
    public async Task Words_AreThoseOfAShell(string text)
    {
        await using var shell = ChildProcess.Start("bash", ["-c", $"set -f; set -- {text.Trim()}; printf '<%s>' \"$@\"; echo"]);
        Assert.Equal(0, await shell.ExitCodeAsync());
        Assert.Equal(string.Join('\n', shell.Lines), string.Concat(ShellWords.Split(text).Select(word => $"<{word}>")));
    }

    // What a shell would expand, execute or take out stays as it is written.
    [Theory]
    [InlineData("--set x={a,b}")]
    [InlineData("$(id) `id` $HOME ${HOME} ~ * ? [a] ; | & > # !")]
    [InlineData(@"--set nodeSelector.kubernetes\.io/os=linux,x=a\,b")]
    [InlineData(@"c:\\x \")]
    public void Words_WithoutQuotes_StayAsTheyAre(string text) => Assert.Equal(text.Split(' '), ShellWords.Split(text));

    [Theory]
    [InlineData("\"$(id) `id` *\"", "$(id) `id` *")]
    [InlineData("""x="\$y \`z\`" """, "x=$y `z`")]
    public void Words_InDoubleQuotes_AreNotExpanded(string text, string word) => Assert.Equal([word], ShellWords.Split(text));

    [Theory]
    [InlineData("--set x=\"a b")]
    [InlineData("--set 'x")]
    [InlineData("\"a\\\"")]
    public void Quote_ThatIsNotClosed_IsAnError(string text)
    {
        var error = Assert.Throws<TenantListException>(() => ShellWords.Split(text));
        Assert.EndsWith($" is not closed: {text}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_OfSeveralLines_IsOneListOfWords() => Assert.Equal(["--set", "a=b"], ShellWords.Split(" \n--set\n a=b\n"));

    [Fact]
    public void Text_WithoutWords_HasNone() => Assert.Empty(ShellWords.Split(" \n"));
}
