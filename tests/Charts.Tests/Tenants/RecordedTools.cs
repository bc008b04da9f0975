using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>
/// A helm and a kubectl for the deploy targets that write down how they are called; with a cluster, kubectl asks it about namespaces.
/// </summary>
internal sealed class RecordedTools : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly NamespaceApi? _cluster;

    private RecordedTools(NamespaceApi? cluster) => _cluster = cluster;

    /// <summary>Releases that `helm list` prints.</summary>
    public string Releases { get; set; } = "";

    /// <summary>A word in the arguments of helm that makes it fail.</summary>
    public string FailingWord { get; set; } = "";

    /// <summary>Nodes, ready agents and agents that are up to date, when their rollout does not complete; null if it does.</summary>
    public string? UnfinishedAgents { get; set; }

    /// <summary>The calls so far, in their order.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private string Log => Path.Combine(_folder.FullName, "log");

    private Dictionary<string, string?> Environment => new(_cluster?.Environment ?? new Dictionary<string, string?>())
    {
        ["HELM"] = Path.Combine(_folder.FullName, "helm"),
        ["KUBECTL"] = Path.Combine(_folder.FullName, "kubectl"),
        ["LOG"] = Log,
        ["RELEASES"] = Releases,
        ["FAILING_WORD"] = FailingWord,
        ["UNFINISHED_AGENTS"] = UnfinishedAgents,
    };

    /// <summary>Makes the tools; with a cluster, the real kubectl is called for namespaces.</summary>
    public static async Task<RecordedTools> CreateAsync(NamespaceApi? cluster = null)
    {
        var tools = new RecordedTools(cluster);
        await tools.WriteAsync("helm", """
            case "$1" in
              list) echo "$RELEASES" ;;
              upgrade) case " $* " in *' -f - '*) cat > "$LOG.$3" ;; esac ;;
              template) cat >/dev/null ;;
            esac
            case " $* " in *" ${FAILING_WORD:-:} "*) echo "helm says no" >&2; exit 1 ;; esac
            """);
        await tools.WriteAsync("kubectl", $$"""
            case "$*" in
              "rollout status daemonset "*) if [ -n "$UNFINISHED_AGENTS" ]; then exit 1; fi ;;
              "get daemonset "*) echo "$UNFINISHED_AGENTS" ;;
              rollout*) ;;
              *) {{(cluster is null ? "cat >/dev/null" : $"exec {Path.Combine(Repository.Root, ".tools/kubectl")} \"$@\"")}} ;;
            esac
            """);
        return tools;
    }

    /// <summary>Runs make with these tools.</summary>
    public Task<(int ExitCode, string Output)> MakeAsync(params IEnumerable<string> words) => Deployment.MakeAsync(Environment, words);

    /// <summary>Runs what DRY_RUN prints for these words, as it stands.</summary>
    public async Task<(int ExitCode, string Output)> RunPrintedAsync(params IEnumerable<string> words)
    {
        var (exitCode, printed) = await MakeAsync(["DRY_RUN=1", .. words]);
        Assert.True(exitCode == 0, printed);
        Assert.Empty(Calls);
        // Notes are on standard error.
        var commands = printed.Split('\n').Where(line => !line.StartsWith("Note:", StringComparison.Ordinal));
        await using var shell = ChildProcess.Start("bash", ["-c", string.Join('\n', commands)], Environment);
        return (await shell.ExitCodeAsync(), string.Join('\n', shell.Lines));
    }

    /// <summary>What `helm upgrade` of a release was given on standard input.</summary>
    public Task<string> InputAsync(string release) => File.ReadAllTextAsync($"{Log}.{release}");

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(string name, string body)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, $"#!/bin/sh\necho {name} \"$@\" >> \"$LOG\"\n{body}\n");
        await using var chmod = ChildProcess.Start("chmod", ["+x", path]);
        Assert.Equal(0, await chmod.ExitCodeAsync());
    }
}
