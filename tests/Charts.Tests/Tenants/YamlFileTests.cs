using DemoApp.TestSupport;
using DemoApp.YamlFiles;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>The one reader of YAML files, which every tool uses.</summary>
public sealed class YamlFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public static TheoryData<string, string> Refused => new()
    {
        { "a: [", ":2: " },
        { "a: 1\na: 2", ":2: " },
        { "a: 1\nb: 2\nname: [a\n", ":4: " },
        { "- 1", "a document must be a map" },
        { "text", "a document must be a map" },
        { "a: \"b\u0001\"", "control character U+0001" },
        { "a: *nothing", "*nothing names no node above that is complete" },
        // Rings: through a merge key, a list, a key, and by way of a name that is only defined later.
        { "common: &a {<<: *a}", ":1: *a names no node" },
        { "a: &a [*a]", "*a names no node" },
        { "a: &a {? *a : 1}", "*a names no node" },
        { "x: &x {<<: *y}\ncommon: &y {<<: *x}", ":1: *y names no node" },
        { "a: &a {b: &a [*a]}\nc: &c {d: [*c]}", "names no node" },
        { new string('[', 100_000), "more than 100 levels" },
        { string.Concat(Enumerable.Repeat("{a: ", 101)), "more than 100 levels" },
        { "a: " + string.Concat(Enumerable.Repeat("- ", 200)), "" },
        { Multiplied("{a: *A, b: *A, c: *A, d: *A, e: *A, f: *A, g: *A, h: *A, i: *A}", 11), "more than 100000 nodes" },
        { Multiplied("{<<: [*A, *A, *A, *A, *A, *A, *A, *A, *A]}", 11), "more than 100000 nodes" },
        { Multiplied("[[[[[[[[[[*A]]]]]]]]]]", 12), "more than 100 levels" },
        { "a: \"" + new string('x', 1 << 20) + "\"", "more than 1048576 bytes" },
    };

    public void Dispose() => File.Delete(_file);

    [Theory]
    [MemberData(nameof(Refused))]
    public void File_ThatCannotBeUsed_IsRefusedWithItsPathAndSoon(string text, string reason)
    {
        File.WriteAllText(_file, text);

        var error = Assert.Throws<YamlFileException>(() => YamlFile.Read(_file));
        Assert.StartsWith(_file, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero", "more than 1048576 bytes")]
    [InlineData("/", "it is a folder")]
    [InlineData("/nowhere/a.yaml", "cannot be read")]
    [InlineData("a\0b", "cannot be read")]
    public void Path_ThatIsNotAFile_IsRefused(string path, string reason) =>
        Assert.Contains(reason, Assert.Throws<YamlFileException>(() => YamlFile.Read(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bytes_ThatAreNotUtf8_AreRefused()
    {
        File.WriteAllBytes(_file, [(byte)'a', (byte)':', (byte)' ', 0xFF]);

        Assert.Contains("not UTF-8", Assert.Throws<YamlFileException>(() => YamlFile.Read(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_AndMergeKeys_AreExpandedIntoNodesOfTheirOwn()
    {
        File.WriteAllText(_file, "a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, k: 3}\n---\n\n---\nd: 1");

        var documents = YamlFile.Read(_file);

        Assert.Equal(2, documents.Count);
        ((YamlScalarNode)documents[0].Map("a").Member("k")!).Value = "changed";
        Assert.Equal("1", documents[0].Map("b").Text("k"));
        Assert.Equal(("3", "2"), (documents[0].Map("c").Text("k"), documents[0].Map("c").Text("l")));
    }

    [Fact]
    public void RunFile_OfTheRepository_HasBothAppsWithWhatTheyHaveFromCommon()
    {
        var apps = RunFile.Read(Path.Combine(Repository.Root, "dapr.yaml")).Apps;

        Assert.Equal(["sender", "receiver"], apps.Select(app => app.AppId));
        Assert.Equal(["sender-service", "receiver-service"], apps.Select(app => app.Service));
        Assert.Equal([(8000, 3500), (8001, 3510)], apps.Select(app => (app.Port!.Value, app.SidecarHttpPort!.Value)));
        Assert.All(apps, app => Assert.Equal("tenant1", app.Tenant));
    }

    [Theory]
    [InlineData("apps: []", "has no list `apps`")]
    [InlineData("apps: [{appPort: 1}]", ":1: an app needs")]
    [InlineData("apps: [{appID: a, appPort: 99999}]", ":1: `appPort: 99999` must be a port")]
    [InlineData("apps: [{appID: a, daprHTTPPort: eighty}]", "`daprHTTPPort: eighty` must be a port")]
    public void RunFile_ThatIsNone_SaysWhy(string text, string reason)
    {
        File.WriteAllText(_file, text);

        Assert.Contains(reason, Assert.Throws<YamlFileException>(() => RunFile.Read(_file)).Message, StringComparison.Ordinal);
    }

    private static string Multiplied(string level, int levels) => "a0: &a0 {x: 1}\n" + string.Concat(
        Enumerable.Range(1, levels).Select(i => $"a{i}: &a{i} {level.Replace("*A", $"*a{i - 1}", StringComparison.Ordinal)}\n"));
}
