using DemoApp.DevSidecar.RunFile.Parsing;
using DemoApp.DevSidecar.RunFile.Ports;
using DemoApp.DevSidecar.RunFile.Running;

namespace DemoApp.DevSidecar.Tests.RunFile;

public sealed class RunFileReaderTests : IDisposable
{
    private const string AllKeys = """
        version: 1
        name: all-keys
        common:
          resourcesPaths: [./components]
          configFilePath: ./config.yaml
          logLevel: warn
          env: { TENANT: one, SHARED: yes, NOTHING: }
        apps:
          - appID: full
            appDirPath: ./full
            appChannelAddress: localhost
            appPort: 8000
            daprHTTPPort: 3500
            daprGRPCPort: 50001
            daprInternalGRPCPort: 50002
            metricsPort: 9090
            command: [sh, -c, "exit 0"]
            configFilePath: ./own.yaml
            resourcesPaths:
              - ./a
              - ./b
            appProtocol: h2c
            apiListenAddresses: 127.0.0.1
            logLevel: debug
            appMaxConcurrency: 4
            placementHostAddress: localhost
            schedulerHostAddress: localhost:7
            maxBodySize: 8Mi
            readBufferSize: 16Ki
            enableApiLogging: true
            enableAppHealthCheck: true
            appHealthCheckPath: /health
            appHealthProbeInterval: 7
            appHealthProbeTimeout: 900
            appHealthThreshold: 2
            env: { TENANT: two, OWN: 3 }
            daprdLogDestination: console
            appLogDestination: file
          - appDirPath: ./plain
        """;

    private static readonly string[] AppVariables =
        ["APP_ID", "APP_CHANNEL_ADDRESS", "APP_PORT", "DAPR_HTTP_PORT", "DAPR_GRPC_PORT", "DAPR_METRICS_PORT", "APP_PROTOCOL"];

    private readonly TempFolder _folder = new();

    public RunFileReaderTests()
    {
        foreach (var path in new[] { "full/a/x", "full/b/x", "full/own.yaml", "plain/x", "components/x", "config.yaml" })
            _folder.Write(path, "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_key_is_read()
    {
        var full = ReadValid(AllKeys)[0];

        Assert.Equal("full", full.AppId);
        Assert.Equal(_folder.At("full"), full.AppDirPath);
        Assert.Equal(["sh", "-c", "exit 0"], full.Command);
        Assert.Equal((LogDestination.Console, LogDestination.File), (full.DaprdLog, full.AppLog));
        Assert.Equal([8000, 3500, 50001, 50002, 9090], RunFileKeys.Ports.Select(key => full.Ports[key].Value));
    }

    [Fact]
    public void Every_setting_of_an_app_becomes_an_argument_of_its_sidecar()
    {
        var arguments = SidecarCommandLine.Of(ReadValid(AllKeys)[0], new AppPorts(8000, 3500, 50001, 50002, 9090));

        Assert.Equal(
            [
                "--app-id", "full", "--app-port", "8000", "--app-protocol", "h2c", "--app-channel-address", "localhost",
                "--dapr-http-port", "3500", "--dapr-grpc-port", "50001", "--dapr-internal-grpc-port", "50002", "--metrics-port", "9090",
                "--dapr-listen-addresses", "127.0.0.1", "--config", _folder.At("full", "own.yaml"),
                "--resources-path", _folder.At("full", "a"), "--resources-path", _folder.At("full", "b"),
                "--log-level", "debug", "--app-max-concurrency", "4", "--max-body-size", "8Mi", "--read-buffer-size", "16Ki",
                "--enable-app-health-check", "--app-health-check-path", "/health", "--app-health-probe-interval", "7",
                "--app-health-probe-timeout", "900", "--app-health-threshold", "2", "--enable-api-logging",
                "--placement-host-address", "localhost:50005", "--scheduler-host-address", "localhost:7",
            ],
            arguments);
    }

    [Fact]
    public void An_app_that_sets_nothing_gets_the_values_of_common_and_the_defaults()
    {
        var plain = ReadValid(AllKeys)[1];

        Assert.Equal("plain", plain.AppId);
        Assert.Null(plain.Executable);
        Assert.Equal("127.0.0.1", plain.AppChannelAddress);
        Assert.Equal((LogDestination.File, LogDestination.FileAndConsole), (plain.DaprdLog, plain.AppLog));
        Assert.Equal(
            [
                "--app-id", "plain", "--app-protocol", "http", "--app-channel-address", "127.0.0.1", "--dapr-http-port", "1", "--dapr-grpc-port", "2",
                "--dapr-internal-grpc-port", "3", "--metrics-port", "4", "--config", _folder.At("config.yaml"),
                "--resources-path", _folder.At("components"), "--log-level", "warn",
            ],
            SidecarCommandLine.Of(plain, new AppPorts(null, 1, 2, 3, 4)));
    }

    [Fact]
    public void The_env_of_an_app_lies_over_that_of_common_and_over_what_the_CLI_sets()
    {
        var full = ReadValid(AllKeys)[0];

        var environment = ChildEnvironment.OfApp(full, new AppPorts(8000, 3500, 50001, 50002, 9090));

        Assert.Equal("two", environment["TENANT"]);
        Assert.Equal("yes", environment["SHARED"]);
        Assert.Equal("", environment["NOTHING"]);
        Assert.Equal("3", environment["OWN"]);
        Assert.Equal(
            ["full", "localhost", "8000", "3500", "50001", "9090", "h2c"],
            AppVariables.Select(name => environment[name]));
    }

    [Fact]
    public void The_env_of_the_run_file_does_not_reach_the_sidecar()
    {
        var environment = ChildEnvironment.OfSidecar("/registry");

        Assert.DoesNotContain("TENANT", environment.Keys);
        Assert.Equal("/registry", environment["DEVSIDECAR_REGISTRY"]);
        Assert.Contains("DAPR_HOST_IP", environment.Keys);
    }

    [Fact]
    public void An_app_without_a_port_has_no_APP_PORT()
    {
        var environment = ChildEnvironment.OfApp(ReadValid(AllKeys)[1], new AppPorts(null, 1, 2, 3, 4));

        Assert.Equal(Environment.GetEnvironmentVariable("APP_PORT"), environment.GetValueOrDefault("APP_PORT"));
    }

    [Theory]
    [InlineData("own", "own")]
    [InlineData("beside the app", "beside the app")]
    [InlineData("common", "common")]
    [InlineData("runtime path", "runtime path")]
    public void Resources_and_Configuration_come_from_the_first_place_that_has_them(string firstPlace, string expected)
    {
        var places = new Dictionary<string, (string Resources, string Config)>
        {
            ["own"] = (_folder.At("app", "mine"), _folder.At("app", "mine.yaml")),
            ["beside the app"] = (_folder.At("app", ".dapr", "resources"), _folder.At("app", ".dapr", "config.yaml")),
            ["common"] = (_folder.At("shared"), _folder.At("shared.yaml")),
            ["runtime path"] = (_folder.At("runtime", ".dapr", "components"), _folder.At("runtime", ".dapr", "config.yaml")),
        };
        var own = "";
        var common = "";
        _folder.Write("app/x", "");
        foreach (var (place, (resources, config)) in places.SkipWhile(place => place.Key != firstPlace))
        {
            Directory.CreateDirectory(resources);
            File.WriteAllText(config, "");
            own += place == "own" ? "    resourcesPaths: [mine]\n    configFilePath: mine.yaml\n" : "";
            common += place == "common" ? "  resourcesPaths: [shared]\n  configFilePath: shared.yaml\n" : "";
        }

        var app = ReadValid($"version: 1\ncommon:\n  runtimePath: runtime\n{common}apps:\n  - appDirPath: ./app\n{own}")[0];

        Assert.Equal([places[expected].Resources], app.ResourcesPaths);
        Assert.Equal(places[expected].Config, app.ConfigFilePath);
    }

    [Fact]
    public void The_deprecated_resourcesPath_is_added_to_the_list()
    {
        var app = ReadValid("version: 1\napps:\n  - appDirPath: ./full\n    resourcesPath: b\n    resourcesPaths: [a]\n")[0];

        Assert.Equal([_folder.At("full", "a"), _folder.At("full", "b")], app.ResourcesPaths);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("")]
    [InlineData("~")]
    public void An_empty_text_of_an_app_lets_the_value_of_common_through(string written)
    {
        var app = ReadValid($"version: 1\ncommon: {{ logLevel: error }}\napps:\n  - appDirPath: .\n    appID: a\n    logLevel: {written}\n")[0];

        Assert.Equal("error", app.Settings.LogLevel?.Value);
    }

    [Fact]
    public void A_false_of_an_app_cannot_turn_off_what_common_turns_on_and_says_so()
    {
        var config = Read("version: 1\ncommon:\n  enableApiLogging: true\napps:\n  - appDirPath: .\n    appID: a\n    enableApiLogging: false\n");

        Assert.True(config.Apps[0].Settings.EnableApiLogging?.Value);
        var warning = Assert.Single(config.RunFileFindings.All);
        Assert.Equal(7, warning.Line);
        Assert.Contains("has no effect: common sets it to true (line 3)", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\" \"", null)]
    [InlineData("\"\"", null)]
    [InlineData("there", "there:50005")]
    [InlineData("there:1", "there:1")]
    public void A_blank_placement_address_is_not_passed_on(string written, string? expected)
    {
        var app = ReadValid($"version: 1\napps:\n  - appDirPath: .\n    appID: a\n    placementHostAddress: {written}\n")[0];

        var arguments = SidecarCommandLine.Of(app, new AppPorts(null, 1, 2, 3, 4)).ToList();

        Assert.Equal(expected, arguments.Contains("--placement-host-address") ? arguments[arguments.IndexOf("--placement-host-address") + 1] : null);
    }

    [Fact]
    public void Anchors_and_merge_keys_of_YAML_are_followed_and_own_keys_win()
    {
        var apps = ReadValid("""
            version: 1
            apps:
              - &first
                appDirPath: .
                appID: one
                appProtocol: grpc
                logLevel: warn
              - <<: *first
                appID: two
                logLevel: debug
            """);

        Assert.Equal(("two", "grpc", "debug"), (apps[1].AppId, apps[1].AppProtocol, apps[1].Settings.LogLevel?.Value));
    }

    [Fact]
    public void The_run_file_of_this_repository_is_read_without_a_remark()
    {
        var config = RunFileReader.Read(Path.Combine(DemoApp.TestSupport.Repository.Root, "dapr.yaml"));

        Assert.Empty(config.RunFileFindings.All);
        Assert.Equal(["sender", "receiver"], config.Apps.Select(app => app.AppId));
    }

    private IReadOnlyList<RunFileApp> ReadValid(string text)
    {
        var config = Read(text);
        Assert.DoesNotContain(config.RunFileFindings.All, diagnostic => diagnostic.IsError);
        return config.Apps;
    }

    private RunFileConfig Read(string text) => RunFileReader.Read(_folder.Write("dapr.yaml", text));
}
