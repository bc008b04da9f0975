using System.Text.RegularExpressions;
using DemoApp.Charts.Tests.Collector;
using DemoApp.TestSupport;
using k8s;
using YamlDotNet.RepresentationModel;

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
        var words = Words(command)[1..];
        if (words is ["install-helm"])
        {
            Assert.Equal(0, (await Deployment.MakeAsync(new Dictionary<string, string?>(), ["--dry-run", .. words])).ExitCode);
            return;
        }

        // The page adds this tenant to the list before it deploys it.
        using var list = new TemporaryFile();
        await File.WriteAllTextAsync(list.Path, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tenants.yaml"), TestContext.Current.CancellationToken) + KubernetesPage.ThirdTenant, TestContext.Current.CancellationToken);
        var (exitCode, output) = await Deployment.DryRunAsync([.. words, $"TENANTS={list.Path}"]);
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
            var (exitCode, output) = await Helm.RunAsync(helm, Words(command)[1..]);
            Assert.NotEqual(0, exitCode);
            Assert.DoesNotContain("unknown", output, StringComparison.Ordinal);
            Assert.Matches("repo .*not found|no cached repo|no repositor|unreachable|Kubernetes cluster", output);
        }
    }

    [Theory]
    [MemberData(nameof(Kubectls))]
    public async Task Kubectl_OfAPage_TakesItsFlags(string command)
    {
        // With a server where nothing listens: a wrong flag is another error.
        var words = Words(command.Split(" | ")[0])[1..];
        await using var kubectl = ChildProcess.Start(
            Path.Combine(Repository.Root, ".tools/kubectl"), [.. words, "--server=http://127.0.0.1:1", "--request-timeout=2s"], new Dictionary<string, string?> { ["KUBECONFIG"] = "/dev/null" });
        Assert.NotEqual(0, await kubectl.ExitCodeAsync());
        var output = string.Join('\n', kubectl.Lines);
        Assert.DoesNotContain("unknown", output, StringComparison.Ordinal);
        Assert.Matches("connection refused|was refused", output);
    }

    [Theory]
    [MemberData(nameof(Kubectls))]
    public void Kubectl_OfAPage_NamesWhatTheChartsRender(string command)
    {
        var @namespace = Regex.Match(command, @"(?:-n|--namespace) (\S+)").Groups[1].Value;
        if (Regex.Match(command, @"-f (\S+)") is { Success: true } file)
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, file.Groups[1].Value));
            Assert.All(text.Split("\n---\n"), document => Assert.Single(KubernetesYaml.LoadAllFromString(document, strict: true)));
        }
        else if (command.Contains("stranger", StringComparison.Ordinal))
        {
            Assert.Contains(Yaml.Documents(File.ReadAllText(Path.Combine(Repository.Root, "docs/stranger.yaml"))), o => o.Text("metadata", "namespace") == "stranger" && command.Contains($"job/{o.Text("metadata", "name")} ", StringComparison.Ordinal));
        }
        else if (Regex.Match(command, "--raw /api/v1/namespaces/([^/]+)/services/([^:]+):([^/]+)/proxy/metrics") is { Success: true } raw)
        {
            var service = Find(raw.Groups[1].Value, "Service", raw.Groups[2].Value);
            Assert.Contains(service.Items("spec", "ports"), port => port.Text("name") == raw.Groups[3].Value);
        }
        else if (Regex.Match(command, @"svc/(\S+) [0-9]+:([0-9]+)") is { Success: true } forward)
        {
            Assert.Contains(Find(@namespace, "Service", forward.Groups[1].Value).Items("spec", "ports"), port => port.Text("port") == forward.Groups[2].Value);
        }
        else if (Regex.Match(command, @"-l ([^=]+)=(\S+)") is { Success: true } label)
        {
            Assert.Contains(Rendered(@namespace), o => o.Text("spec", "template", "metadata", "labels", label.Groups[1].Value) == label.Groups[2].Value);
        }
        else
        {
            var kinds = Regex.Match(command, @"^kubectl (?:get|rollout restart)(?: -n \S+)? ([a-z,]+)").Groups[1].Value.Split(',');
            var objects = Rendered(@namespace);
            Assert.All(kinds, kind => Assert.Contains(objects, o => o.Text("kind")!.Equals(kind, StringComparison.OrdinalIgnoreCase)));
        }
    }

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

    private static YamlMappingNode Find(string @namespace, string kind, string name) =>
        Assert.Single(Rendered(@namespace), o => o.Text("kind") == kind && o.Text("metadata", "name") == name);

    // What the charts put into a namespace.
    private static IReadOnlyList<YamlMappingNode> Rendered(string @namespace)
    {
        if (@namespace is "observability" or "otel-collector")
        {
            return CollectorChart.Objects("two-tenants");
        }

        var example = Path.Combine(Repository.Root, "charts/demo-app/examples", @namespace.Replace("-demo", "", StringComparison.Ordinal), "rendered.yaml");
        return Yaml.Documents(File.ReadAllText(example));
    }

    // As a shell splits a line: words may be in single or double quotes.
    private static string[] Words(string command) =>
        [.. Regex.Matches(command, """(?:[^\s'"]|'[^']*'|"[^"]*")+""").Select(m => m.Value.Replace("'", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal))];

    [GeneratedRegex("^(make |kubectl |helm upgrade |curl -X POST http://localhost:8000/send )")]
    private static partial Regex CheckedCommand();
}
