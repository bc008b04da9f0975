using DemoApp.TestSupport;
using DemoApp.YamlFiles;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace DemoApp.AppHost.Tests;

/// <summary>The app host reads no run file; this is what keeps the two alike.</summary>
public sealed class ModelTests
{
    // What the run adds to what dapr.yaml says: ports and names that the Dapr CLI sets, and what makes telemetry and faults quick to try.
    private static readonly string[] AddedByTheCli = ["APP_ID", "APP_PORT", "DAPR_HTTP_PORT", "DAPR_GRPC_PORT", "RECEIVER_APP_ID"];
    private static readonly string[] AddedByTheRun = ["OTLP_PORT", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL", "FAULTS_API"];

    // Of a build that the app host has done before.
    private static readonly string[] OfTheRunFileAlone = ["MSBUILDDISABLENODEREUSE"];

    [Fact]
    public async Task Model_WithoutTenants_IsWhatTheRunFileSays()
    {
        var file = RunFile.Read(Path.Combine(Repository.Root, "dapr.yaml"));
        var settings = RunSettings.Read(isView: false) with { Tenants = [], PortOffset = 0, GrpcPort = 4317, HttpPort = 4318 };
        var apps = LocalApp.Plan(settings);
        var model = DemoRun.CreateBuilder(settings, apps, new SidecarProgram("daprd", IsDaprd: true)).Resources;

        Assert.Equal(file.Apps.Select(app => app.AppId), apps.Select(app => app.AppId));
        foreach (var (app, expected) in apps.Zip(file.Apps))
        {
            Assert.Equal(
                (expected.Port, expected.SidecarHttpPort, expected.SidecarGrpcPort, expected.SidecarInternalPort, expected.Service, expected.Tenant),
                (app.Port, app.SidecarHttpPort, app.SidecarGrpcPort, app.SidecarInternalPort, app.Service, app.Tenant));

            var project = Assert.Single(model.OfType<ProjectResource>(), resource => resource.Name == app.Service);
            var variables = await VariablesAsync(project);
            Assert.Equal(
                expected.Variables.Where(pair => !OfTheRunFileAlone.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal),
                variables.Where(pair => !AddedByTheCli.Contains(pair.Key) && !AddedByTheRun.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal));
            Assert.Equal(
                (app.AppId, $"{app.Port}", $"{app.SidecarHttpPort}", $"{app.SidecarGrpcPort}"),
                (variables["APP_ID"], variables["APP_PORT"], variables["DAPR_HTTP_PORT"], variables["DAPR_GRPC_PORT"]));

            var sidecar = Assert.Single(model.OfType<ExecutableResource>(), resource => resource.Name == $"{app.AppId}-sidecar");
            Assert.Equal(ExpectedArguments(expected), await ArgumentsAsync(sidecar));
        }
    }

    [Fact]
    public void SidecarSettings_OfTheRunFile_AreOnlyThoseThatTheModelHas()
    {
        var keys = RunFile.Read(Path.Combine(Repository.Root, "dapr.yaml")).Apps
            .SelectMany(app => app.Settings.Children.Keys).Select(key => key.ToString()).Distinct().Order(StringComparer.Ordinal);

        // A key that comes to dapr.yaml has to come to the model, too, or to be named here with a reason.
        Assert.Equal(
            [
                "apiListenAddresses", "appDirPath", "appID", "appPort",
                // The app host builds and starts the projects by itself.
                "command",
                "configFilePath", "daprGRPCPort", "daprHTTPPort", "daprInternalGRPCPort",
                // One space: the CLI then passes no flag.
                "placementHostAddress", "resourcesPaths", "schedulerHostAddress",
            ],
            keys);
    }

    [Fact]
    public void Dashboard_OfTheCluster_HasTheVersionOfTheLocalOne()
    {
        var tag = YamlFile.ReadOne(Path.Combine(Repository.Root, "charts/collector/values.yaml")).Map("viewer").Map("image").Text("tag");

        Assert.Equal(typeof(DistributedApplication).Assembly.GetName().Version!.ToString(3), tag);
    }

    private static List<string> ExpectedArguments(RunFileApp app) =>
    [
        "--app-id", app.AppId, "--app-port", $"{app.Port}", "--dapr-http-port", $"{app.SidecarHttpPort}", "--dapr-grpc-port", $"{app.SidecarGrpcPort}",
        "--dapr-internal-grpc-port", $"{app.SidecarInternalPort}",
        // The CLI takes a free one.
        "--metrics-port", $"{app.SidecarInternalPort + 1}",
        "--dapr-listen-addresses", app.Settings.Text("apiListenAddresses")!,
        // Copies, in which the run's collector may have another port.
        "--resources-path", Path.Combine(Repository.Root, ".dapr/run/0", app.Tenant!, Path.GetFileName(Assert.Single(app.Settings.List("resourcesPaths")).ToString())),
        "--config", Path.Combine(Repository.Root, ".dapr/run/0", app.Tenant!, "configuration.yaml"),
    ];

    private static async Task<Dictionary<string, string>> VariablesAsync(ProjectResource project)
    {
        // What Aspire has set by then, which must not reach the service.
        var variables = new Dictionary<string, object> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://aspire", ["OTEL_TRACES_SAMPLER"] = "always_on" };
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run), project, variables);
        foreach (var callback in project.Annotations.OfType<EnvironmentCallbackAnnotation>().TakeLast(1))
        {
            await callback.Callback(context);
        }

        return variables.ToDictionary(pair => pair.Key, pair => $"{pair.Value}");
    }

    private static async Task<List<string>> ArgumentsAsync(ExecutableResource executable)
    {
        var arguments = new List<object>();
        foreach (var callback in executable.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(new CommandLineArgsCallbackContext(arguments));
        }

        return [.. arguments.Select(argument => $"{argument}")];
    }
}
