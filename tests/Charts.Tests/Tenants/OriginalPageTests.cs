using DemoApp.Tenants;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>Every command of the original's page does here what the page says, or is in the table of docs/compatibility.md.</summary>
public sealed class OriginalPageTests
{
    // Commands that have nothing of ours in them.
    private static readonly string[] OfDockerAlone =
        ["docker buildx create --name multiarch-builder --driver docker-container --use", "docker buildx inspect --bootstrap"];

    private static readonly string[] Images = ["sender", "receiver", "loadgen"];

    public static TheoryData<string> AsWritten => [.. OriginalPage.Commands.Where(command => !OriginalPage.Different.ContainsKey(command))];

    public static TheoryData<string> Builds =>
        [.. OriginalPage.Commands.Where(command => command.StartsWith("make build", StringComparison.Ordinal) || command == "make push")];

    public static TheoryData<string> Replacements =>
        [.. OriginalPage.Replacements.Where(command => command.Contains(' ', StringComparison.Ordinal))];

    [Fact]
    public void Table_HasCommandsOfThePageAlone()
    {
        Assert.True(OriginalPage.Commands.Count > 50);
        Assert.Subset(OriginalPage.Commands.ToHashSet(), OriginalPage.Different.Keys.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(AsWritten))]
    public async Task Command_ThatIsNotInTheTable_WorksAsItIsWritten(string command)
    {
        var words = ShellWords.Split(command);
        switch (words[0], words.ElementAtOrDefault(1))
        {
            case ("make", var target) when target!.StartsWith("deploy", StringComparison.Ordinal):
                var (exitCode, output) = await Deployment.DryRunAsync(words.Skip(1));
                Assert.True(exitCode == 0, output);
                Assert.All(words.Skip(2), setting => Assert.Contains(setting.Split('=')[1], output, StringComparison.Ordinal));
                break;
            case ("make", _):
                // Builds_… has what they do.
                Assert.Contains(command, Builds.Select(row => row.Data));
                break;
            case ("helm", "install" or "upgrade"):
                foreach (var helm in new[] { Helm.Four, Helm.Three })
                {
                    (exitCode, output) = await Helm.RunAsync(helm, ["template", .. words.Skip(2)]);
                    Assert.True(exitCode == 0, output);
                }

                break;
            case ("helm", "uninstall"):
                (_, output) = await Deployment.DryRunAsync($"undeploy-{words[2]["demo-app-".Length..]}");
                Assert.Contains($"helm uninstall {words[2]} --namespace {words[4]} ", output, StringComparison.Ordinal);
                break;
            case ("kubectl", "create" or "delete"):
                Assert.Equal("namespace", words[2]);
                var list = TenantList.Read(Path.Combine(Repository.Root, "tenants.yaml"));
                Assert.Contains(words[3], list.Tenants.Select(tenant => tenant.Namespace));
                break;
            case ("kubectl", _):
                await KubectlCommand.AssertTakesItsFlagsAsync(command);
                KubectlCommand.AssertNamesWhatIsRendered(command);
                break;
            case ("docker", "images"):
                var (_, calls) = await DockerCallsAsync("make build-local");
                Assert.Equal("docker images | grep demo-app", command);
                Assert.Equal(3, calls.Count(call => call.Contains(" -t demo-app/", StringComparison.Ordinal)));
                break;
            case ("docker", _):
                Assert.Contains(command, OfDockerAlone);
                break;
            case ("curl", _):
                Assert.StartsWith("curl -X POST http://localhost:8000/send ", command, StringComparison.Ordinal);
                break;
            case ("export", _):
                var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"), TestContext.Current.CancellationToken);
                Assert.Contains($"`{words[1].Split('=')[0]}`", readme, StringComparison.Ordinal);
                break;
            default:
                Assert.Fail($"`{command}` is neither checked here nor in the table of docs/compatibility.md.");
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Builds))]
    public async Task Build_OfThePage_BuildsWhatItSays(string command)
    {
        var settings = ShellWords.Split(command).Skip(2).ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]);
        var (registry, tag) = (settings.GetValueOrDefault("REGISTRY", "demo-app"), settings.GetValueOrDefault("TAG", "0.1.0"));
        var (local, push) = (command == "make build-local", settings.GetValueOrDefault("PUSH") != "false");
        var (output, calls) = await DockerCallsAsync(command);
        var builds = calls.Where(call => call.Contains("build ", StringComparison.Ordinal)).ToList();
        Assert.True(builds.Count == 3, output);
        foreach (var (image, build) in Images.Zip(builds))
        {
            Assert.Contains($" -t {registry}/{image}:{tag} ", build, StringComparison.Ordinal);
            Assert.Equal(!local, build.Contains(" --platform linux/amd64,linux/arm64 ", StringComparison.Ordinal));
            Assert.Equal(!local && push, build.EndsWith(" --push .", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Replacements))]
    public async Task Command_OfTheTable_CanBeRun(string command)
    {
        var words = ShellWords.Split(command).SkipWhile(word => word.StartsWith("STATE_STORE=", StringComparison.Ordinal)).ToList();
        switch (words[0])
        {
            case "docker":
                Assert.True(File.Exists(Path.Combine(Repository.Root, words[words.IndexOf("-f") + 1])), command);
                Assert.Equal(".", words[^1]);
                break;
            case "helm":
                // As Helm has it that is asked; the cluster that is not there comes after the flags.
                foreach (var helm in new[] { Helm.Four, Helm.Three })
                {
                    var (exitCode, output) = await Helm.RunAsync(helm, words.Skip(1));
                    Assert.NotEqual(0, exitCode);
                    Assert.Matches("unreachable|cluster|has no deployed releases", output);
                }

                break;
            case "kubectl":
                await KubectlCommand.AssertTakesItsFlagsAsync(command.Replace("<sender-pod>", "sender-pod", StringComparison.Ordinal));
                if (words[1] == "logs")
                {
                    KubectlCommand.AssertNamesWhatIsRendered(command);
                }

                break;
            case "dotnet":
                Assert.True(Directory.Exists(Path.Combine(Repository.Root, words[^1])), command);
                break;
            default:
                Assert.Matches(@"^(--set \S+=latest ?)+$|^make (run|deploy-tenant1 TAG=latest)$", command);
                break;
        }
    }

    // What a docker is asked for that only writes it down.
    private static async Task<(string Output, IReadOnlyList<string> Calls)> DockerCallsAsync(string command)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (docker, log) = (Path.Combine(folder.FullName, "docker"), Path.Combine(folder.FullName, "log"));
            await File.WriteAllTextAsync(docker, $"#!/bin/sh\necho \"$@\" >> {log}\n");
            await using (var chmod = ChildProcess.Start("chmod", ["+x", docker]))
            {
                Assert.Equal(0, await chmod.ExitCodeAsync());
            }

            var environment = new Dictionary<string, string?>
            {
                ["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
                ["PUSH"] = null,
                ["PLATFORMS"] = null,
                ["BUILDX_BUILDER"] = null,
            };
            var (exitCode, output) = await Deployment.MakeAsync(environment, ShellWords.Split(command).Skip(1));
            Assert.True(exitCode == 0, output);
            return (output, await File.ReadAllLinesAsync(log));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
