using System.Text.RegularExpressions;
using DemoApp.Charts.Tests.Collector;
using DemoApp.Tenants;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>Commands of docs/kubernetes.md and docs/collector.md: those that can run without a cluster are run, of the rest every name is looked up.</summary>
public sealed partial class KubernetesPageTests
{
    private static readonly string[] Pages = ["docs/kubernetes.md", "docs/collector.md"];

    // What is left to be read by a person: it needs a cluster, or the network, and has no name of ours in it but these.
    private static readonly string[] Unchecked =
    [
        "kind create cluster --name demo-app",
        "kind delete cluster --name demo-app",
        "helm repo add dapr https://dapr.github.io/helm-charts/",
        "helm repo add open-telemetry https://open-telemetry.github.io/opentelemetry-helm-charts",
    ];

    public static TheoryData<string> Makes => [.. All().Where(c => c.StartsWith("make ", StringComparison.Ordinal))];

    public static TheoryData<string> Kubectls => [.. All().Where(c => c.StartsWith("kubectl ", StringComparison.Ordinal))];

    public static TheoryData<string> Helms => [.. All().Where(c => c.StartsWith("helm upgrade ", StringComparison.Ordinal))];

    [Fact]
    public void Commands_AreAllOfAKindThatIsChecked()
    {
        var rest = All().Where(c => !CheckedCommand().IsMatch(c));
        Assert.Equal(Unchecked.Order(StringComparer.Ordinal), rest.Distinct().Order(StringComparer.Ordinal));
        Assert.True(All().Count() > 25);
    }

    [Theory]
    [MemberData(nameof(Makes))]
    public async Task Make_OfAPage_IsATargetThatSaysWhatItWouldDo(string command)
    {
        var words = ShellWords.Split(command).Skip(1).ToList();
        if (words is ["install-helm"])
        {
            Assert.Equal(0, (await Deployment.MakeAsync(new Dictionary<string, string?>(), ["--dry-run", .. words])).ExitCode);
            return;
        }

        // The page adds this tenant to the list before it deploys it.
        using var list = await KubernetesPage.ListOfThreeAsync();
        var (exitCode, output) = await Deployment.DryRunAsync([.. words, $"TENANTS_FILE={list.Path}"]);
        Assert.True(exitCode == 0, output);
        Assert.Matches("(?m)(^|[|] )(helm|kubectl) ", output);
    }

    [Theory]
    [MemberData(nameof(Helms))]
    public async Task Helm_OfAPage_TakesItsFlagsAndFiles(string command)
    {
        foreach (var file in Regex.Matches(command, @"-f (\S+)").Select(m => m.Groups[1].Value))
        {
            Assert.NotEmpty(Yaml.Documents(await File.ReadAllTextAsync(Path.Combine(Repository.Root, file), TestContext.Current.CancellationToken)));
        }

        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            // It gets as far as the repository that is not there; a wrong flag would stop it before.
            var (exitCode, output) = await Helm.RunAsync(helm, [.. ShellWords.Split(command).Skip(1)]);
            Assert.NotEqual(0, exitCode);
            Assert.DoesNotContain("unknown", output, StringComparison.Ordinal);
            Assert.Matches("repo .*not found|no cached repo|no repositor|unreachable|Kubernetes cluster", output);
        }
    }

    [Theory]
    [MemberData(nameof(Kubectls))]
    public Task Kubectl_OfAPage_TakesItsFlags(string command) => KubectlCommand.AssertTakesItsFlagsAsync(command);

    [Theory]
    [MemberData(nameof(Kubectls))]
    public void Kubectl_OfAPage_NamesWhatTheChartsRender(string command) => KubectlCommand.AssertNamesWhatIsRendered(command);

    [Fact]
    public void Values_OfDaprsChart_AreSaidInThePageWithTheirReasons()
    {
        var values = Assert.Single(Yaml.Documents(File.ReadAllText(Path.Combine(Repository.Root, "docs/dapr.values.yaml"))));
        Assert.Equal("true", values.Text("dapr_sidecar_injector", "sidecarDropALLCapabilities"));
        Assert.Equal("false", values.Text("global", "actors", "enabled"));
        Assert.Equal("false", values.Text("global", "scheduler", "enabled"));
        Assert.Equal("2m", values.Text("dapr_operator", "watchInterval"));
    }

    [Theory]
    [InlineData("docs/kubernetes.md")]
    [InlineData("docs/collector.md")]
    [InlineData("charts/collector/README.md")]
    public void Links_OfAPage_LeadToFiles(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        var links = Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), @"\]\(([^)#]+)(?:#[^)]*)?\)").Select(m => m.Groups[1].Value).Where(l => !l.StartsWith("http", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(folder, link)), link));
    }

    private static IEnumerable<string> All() => Pages.SelectMany(KubernetesPage.Commands);

    [GeneratedRegex("^(make |kubectl |helm upgrade |curl -X POST http://localhost:8000/send )")]
    private static partial Regex CheckedCommand();
}
