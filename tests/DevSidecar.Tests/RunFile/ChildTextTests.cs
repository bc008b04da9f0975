using System.Text;
using DemoApp.DevSidecar.RunFile.Output;

namespace DemoApp.DevSidecar.Tests.RunFile;

public sealed class ChildTextTests
{
    [Theory]
    [InlineData("plain\ttext", "plain\ttext")]
    [InlineData("\u001b[2J\u001b[1;1Hcleared", "cleared")]
    [InlineData("\u001b[32mgreen\u001b[0m", "green")]
    [InlineData("\u001b]0;a title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("bell\a back\b null\0 cut\u001b", "bell back null cut")]
    [InlineData("\u001b(Bcharset\u001b7 save\u009b2K", "charset save")]
    [InlineData("grün \u2714", "grün \u2714")]
    public void Escape_sequences_and_control_characters_are_removed(string written, string shown) =>
        Assert.Equal(shown, TerminalText.Clean(written, keepColours: false));

    [Fact]
    public void Colours_stay_on_a_terminal_and_end_with_the_line() =>
        Assert.Equal("\u001b[31mred\u001b[0m", TerminalText.Clean("\u001b[31mred\u001b[2K", keepColours: true));

    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("10%\r20%\rdone\n", "10%|20%|done")]
    [InlineData("no end", "no end")]
    [InlineData("\n\nx", "||x")]
    [InlineData("größe ✔ 漢\n", "größe ✔ 漢")]
    public void Lines_are_the_same_however_the_bytes_come_in_pieces(string written, string lines)
    {
        var bytes = Encoding.UTF8.GetBytes(written);
        for (var size = 1; size <= bytes.Length; size++)
        {
            var found = new List<string>();
            var splitter = new LineSplitter(found.Add);
            foreach (var piece in bytes.Chunk(size))
                splitter.Add(piece);
            splitter.End();

            Assert.Equal(lines, string.Join('|', found));
        }
    }

    [Fact]
    public void A_line_without_an_end_is_cut_before_it_fills_the_memory()
    {
        var found = new List<string>();
        var splitter = new LineSplitter(found.Add);

        splitter.Add(Encoding.UTF8.GetBytes(new string('x', 200_000)));

        Assert.Equal(3, found.Count);
    }

    [Fact]
    public void Each_line_of_a_child_has_its_prefix_and_the_same_width()
    {
        using var writer = new StringWriter();
        var console = new RunConsole(writer, colours: false, prefixWidth: 10);

        console.ForChild("a", 0)("one");
        console.ForChild("longer", 1)("two");

        Assert.Equal($"a          | one{writer.NewLine}longer     | two{writer.NewLine}", writer.ToString());
    }
}
