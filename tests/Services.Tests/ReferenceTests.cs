using System.Xml.Linq;
using DemoApp.TestSupport;

namespace DemoApp.Services.Tests;

/// <summary>Who may refer to whom: tests to tools and src, services to ServiceDefaults, nothing in src to tools or to another service.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> SourceProjects =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void ProjectInSrc_RefersTo_NothingButServiceDefaults(string project)
    {
        var references = Items(project, "ProjectReference");

        Assert.All(references, reference => Assert.EndsWith("ServiceDefaults.csproj", reference, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void ProjectInSrc_OtherThanServiceDefaults_NamesNoTelemetryPackageOrType(string project)
    {
        if (project.EndsWith("ServiceDefaults.csproj", StringComparison.Ordinal))
        {
            Assert.Contains(Items(project, "PackageReference"), package => package.StartsWith("OpenTelemetry", StringComparison.Ordinal));
            return;
        }

        Assert.DoesNotContain(Items(project, "PackageReference"), IsTelemetry);
        var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(project)!);
        var sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(sources);
        Assert.All(sources, file => Assert.DoesNotContain(File.ReadLines(file), line => line.Contains("using OpenTelemetry", StringComparison.Ordinal) || line.Contains("using Serilog", StringComparison.Ordinal)));
    }

    [Fact]
    public void SourceCode_InSrc_KnowsNothingOfTools()
    {
        var tools = Directory.GetDirectories(Path.Combine(Repository.Root, "tools")).Select(folder => Path.GetFileName(folder)!).ToList();
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

        Assert.NotEmpty(tools);
        Assert.All(sources, file => Assert.All(tools, tool => Assert.DoesNotContain(tool, File.ReadAllText(file), StringComparison.Ordinal)));
    }

    private static bool IsTelemetry(string package) =>
        package.StartsWith("OpenTelemetry", StringComparison.Ordinal) || package.StartsWith("Serilog", StringComparison.Ordinal);

    private static List<string> Items(string project, string item) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, project)).Descendants(item).Select(element => element.Attribute("Include")!.Value)];
}
