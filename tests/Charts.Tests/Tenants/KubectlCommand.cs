using System.Text.RegularExpressions;
using DemoApp.Charts.Tests.Collector;
using DemoApp.Tenants;
using DemoApp.TestSupport;
using k8s;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>A command of kubectl in a documentation.</summary>
internal static class KubectlCommand
{
    /// <summary>Fails if kubectl does not know a flag of it.</summary>
    public static async Task AssertTakesItsFlagsAsync(string command)
    {
        // With a server where nothing listens: a wrong flag is another error.
        var words = ShellWords.Split(command.Split(" | ")[0]).Skip(1);
        await using var kubectl = ChildProcess.Start(
            Path.Combine(Repository.Root, ".tools/kubectl"), [.. words, "--server=http://127.0.0.1:1", "--request-timeout=2s"],
            new Dictionary<string, string?> { ["KUBECONFIG"] = "/dev/null" });
        Assert.NotEqual(0, await kubectl.ExitCodeAsync());
        var output = string.Join('\n', kubectl.Lines);
        Assert.DoesNotContain("unknown", output, StringComparison.Ordinal);
        Assert.Matches("connection refused|was refused", output);
    }

    /// <summary>Fails if it names something that the charts do not render.</summary>
    public static void AssertNamesWhatIsRendered(string command)
    {
        var @namespace = Regex.Match(command, @"(?:-n|--namespace) (\S+)").Groups[1].Value;
        if (Regex.Match(command, @"-f (\S+)") is { Success: true } file)
        {
            var text = File.ReadAllText(Path.Combine(Repository.Root, file.Groups[1].Value));
            Assert.All(text.Split("\n---\n"), document => Assert.Single(KubernetesYaml.LoadAllFromString(document, strict: true)));
        }
        else if (command.Contains("stranger", StringComparison.Ordinal))
        {
            var stranger = Yaml.Documents(File.ReadAllText(Path.Combine(Repository.Root, "docs/stranger.yaml")));
            var names = stranger.Where(o => o.Text("metadata", "namespace") == "stranger").Select(o => o.Text("metadata", "name"));
            Assert.Contains(names, name => command.Contains($"job/{name} ", StringComparison.Ordinal));
        }
        else if (Regex.Match(command, "--raw /api/v1/namespaces/([^/]+)/services/([^:]+):([^/]+)/proxy/metrics") is { Success: true } raw)
        {
            var service = Find(raw.Groups[1].Value, "Service", raw.Groups[2].Value);
            Assert.Contains(service.Items("spec", "ports"), port => port.Text("name") == raw.Groups[3].Value);
        }
        else if (Regex.Match(command, @"svc/(\S+) [0-9]+:([0-9]+)") is { Success: true } forward)
        {
            var service = Find(@namespace, "Service", forward.Groups[1].Value);
            Assert.Contains(service.Items("spec", "ports"), port => port.Text("port") == forward.Groups[2].Value);
        }
        else if (Regex.Match(command, @"-l ([^=]+)=(\S+)") is { Success: true } label)
        {
            var (key, value) = (label.Groups[1].Value, label.Groups[2].Value);
            Assert.Contains(Rendered(@namespace), o => o.Text("spec", "template", "metadata", "labels", key) == value);
        }
        else
        {
            var kinds = Regex.Match(command, @"^kubectl (?:get|rollout restart)(?: -n \S+)? ([a-z,]+)").Groups[1].Value.Split(',');
            var objects = Rendered(@namespace);
            Assert.All(kinds, kind => Assert.Contains(objects, o => o.Text("kind") == KindOf(kind)));
        }
    }

    private static string KindOf(string name) => name switch
    {
        "daemonset" => "DaemonSet",
        // Pods come of it.
        "deployment" or "pods" => "Deployment",
        "service" or "svc" => "Service",
        _ => name,
    };

    private static YamlMappingNode Find(string @namespace, string kind, string name) =>
        Assert.Single(Rendered(@namespace), o => o.Text("kind") == kind && o.Text("metadata", "name") == name);

    // What the charts put into a namespace.
    private static IReadOnlyList<YamlMappingNode> Rendered(string @namespace)
    {
        if (@namespace is "observability" or "otel-collector")
        {
            return CollectorChart.Objects("two-tenants");
        }

        var tenant = @namespace.Replace("-demo", "", StringComparison.Ordinal);
        var example = Path.Combine(Repository.Root, "charts/demo-app/examples", tenant, "rendered.yaml");
        return Yaml.Documents(File.ReadAllText(example));
    }
}
