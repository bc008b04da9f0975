using DemoApp.DevSidecar.RunFile.Parsing;

namespace DemoApp.DevSidecar.Tests.RunFile;

public sealed class WrongRunFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, int, string> WrongFiles => new()
    {
        { "an empty file", "", 1, "the run file is empty: version is missing" },
        { "no version", "name: x\napps:\n  - appDirPath: .\n", 1, "version is missing" },
        { "version zero", "name: x\nversion: 0\napps:\n  - appDirPath: .\n", 2, "version is missing" },
        { "a version that is no number", "version: one\napps:\n  - appDirPath: .\n", 1, "version must be a whole number, not \"one\"" },
        { "broken YAML", "version: 1\napps:\n  - appDirPath: [.\n", 4, "not valid YAML" },
        { "a tab as indentation", "version: 1\ncommon:\n\tlogLevel: info\n", 3, "not valid YAML" },
        { "a key written twice", "version: 1\nname: x\nname: y\napps:\n  - appDirPath: .\n", 3, "not valid YAML" },
        { "a list instead of a mapping", "- version: 1\n", 1, "a run file is a mapping with version and apps, not a list" },
        { "two documents", "version: 1\napps:\n  - appDirPath: .\n---\nversion: 1\n", 5, "this is a second one" },
        { "no apps", "version: 1\n", 1, "apps is missing" },
        { "apps as a mapping", "version: 1\napps:\n  appDirPath: .\n", 2, "apps must be a list, not a mapping" },
        { "an app that is a text", "version: 1\napps:\n  - sender\n", 3, "each item of apps must be a mapping, not \"sender\"" },
        { "common as a list", "version: 1\ncommon: [a]\napps:\n  - appDirPath: .\n", 2, "common must be a mapping, not a list" },
        { "a misspelt top key", "version: 1\napp:\n  - appDirPath: .\n", 2, "unknown key app in the run file, did you mean apps?" },
        { "a misspelt app key", "version: 1\napps:\n  - appDirPath: .\n    daprHttpPorts: 3500\n", 4, "did you mean daprHTTPPort? Known keys: appID, " },
        { "an app key by another name", "version: 1\napps:\n  - appDirPath: .\n    app-port: 80\n", 4, "did you mean appPort?" },
        { "a key like no other", "version: 1\napps:\n  - appDirPath: .\n    zzzzzzzz: 1\n", 4, "unknown key zzzzzzzz in apps. Known keys: appID" },
        { "an app key in common", "version: 1\ncommon:\n  appPort: 80\napps:\n  - appDirPath: .\n", 3, "appPort can only be set per app, not in common" },
        { "no appDirPath", "version: 1\napps:\n  - appID: a\n  - appDirPath: .\n", 3, "this app has no appDirPath" },
        { "a folder that does not exist", "version: 1\napps:\n  - appID: a\n    appDirPath: ./nowhere\n", 4, "appDirPath: there is no folder " },
        { "common resources that do not exist", "version: 1\ncommon:\n  resourcesPaths:\n    - .\n    - ./none\napps:\n  - appDirPath: .\n", 5, "resourcesPaths: there is no file or folder " },
        { "a Configuration that does not exist", "version: 1\napps:\n  - appDirPath: .\n    configFilePath: none.yaml\n", 4, "configFilePath: there is no file " },
        { "a Configuration that is a folder", "version: 1\napps:\n  - appDirPath: .\n    configFilePath: .\n", 4, "configFilePath: there is no file " },
        { "a runtime path that does not exist", "version: 1\ncommon:\n  runtimePath: ./none\napps:\n  - appDirPath: .\n", 3, "runtimePath: there is no folder " },
        { "an app-id used twice", "version: 1\napps:\n  - appID: a\n    appDirPath: .\n  - appDirPath: .\n    appID: a\n", 6, "app-id \"a\" is already used by the app on line 3" },
        { "an app-id with a slash", "version: 1\napps:\n  - appDirPath: .\n    appID: a/b\n", 4, "\"a/b\" is no app-id" },
        { "a port used by two apps", "version: 1\napps:\n  - appID: a\n    appDirPath: .\n    appPort: 8000\n  - appID: b\n    appDirPath: .\n    daprHTTPPort: 8000\n", 8, "daprHTTPPort 8000 of app \"b\" is already the appPort of app \"a\" (line 5)" },
        { "a port used twice by one app", "version: 1\napps:\n  - appID: a\n    appDirPath: .\n    daprGRPCPort: 8000\n    metricsPort: 8000\n", 6, "metricsPort 8000 of app \"a\" is already the daprGRPCPort of app \"a\" (line 5)" },
        { "a port too high", "version: 1\napps:\n  - appDirPath: .\n    appPort: 65536\n", 4, "appPort must be between 1 and 65535" },
        { "a port that is no number", "version: 1\napps:\n  - appDirPath: .\n    appPort: http\n", 4, "appPort must be a whole number, not \"http\"" },
        { "a port that is a list", "version: 1\napps:\n  - appDirPath: .\n    appPort: [1]\n", 4, "appPort must be a whole number, not a list" },
        { "a command that is a text", "version: 1\napps:\n  - appDirPath: .\n    command: dotnet run\n", 4, "command must be a list, not \"dotnet run\" (write it as command: [first, second])" },
        { "a command with a list in it", "version: 1\napps:\n  - appDirPath: .\n    command:\n      - sh\n      - [a]\n", 6, "each item of command must be a text, not a list" },
        { "a command that does not exist", "version: 1\napps:\n  - appDirPath: .\n    command: [no-such-command-here]\n", 4, "there is no executable \"no-such-command-here\" on the PATH" },
        { "a command path that does not exist", "version: 1\napps:\n  - appDirPath: .\n    command:\n      - ./app\n", 5, "there is no executable \"./app\" in " },
        { "an unknown protocol", "version: 1\ncommon:\n  appProtocol: tcp\napps:\n  - appDirPath: .\n", 3, "appProtocol must be one of http, grpc, https, grpcs, h2c, not \"tcp\"" },
        { "an unknown log destination", "version: 1\napps:\n  - appDirPath: .\n    appLogDestination: syslog\n", 4, "appLogDestination must be one of console, file, fileAndConsole" },
        { "an unknown log level", "version: 1\napps:\n  - appDirPath: .\n    logLevel: loud\n", 4, "logLevel must be one of debug, info, warn, error, fatal" },
        { "a flag that is neither true nor false", "version: 1\napps:\n  - appDirPath: .\n    enableApiLogging: maybe\n", 4, "enableApiLogging must be true or false, not \"maybe\"" },
        { "a size that is none", "version: 1\napps:\n  - appDirPath: .\n    maxBodySize: 4 Megabytes\n", 4, "maxBodySize must be a size such as 4Mi" },
        { "env as a list", "version: 1\napps:\n  - appDirPath: .\n    env: [A=1]\n", 4, "env must be a mapping of names to texts, not a list" },
        { "an env value that is a list", "version: 1\napps:\n  - appDirPath: .\n    env:\n      A: [1]\n", 5, "env.A must be a text, not a list" },
        { "an env name with an equals sign", "version: 1\napps:\n  - appDirPath: .\n    env:\n      \"A=B\": 1\n", 5, "\"A=B\" is no name for an environment variable" },
    };

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public void A_wrong_file_is_reported_with_its_line_and_what_is_wrong(string what, string text, int line, string message)
    {
        var file = _folder.Write("dapr.yaml", text);

        var errors = RunFileReader.Read(file).RunFileFindings.All.Where(diagnostic => diagnostic.IsError).Select(error => error.ToString()).ToList();

        Assert.True(
            errors.Exists(error => error.StartsWith($"{file}:{line}: error: ", StringComparison.Ordinal) && error.Contains(message, StringComparison.Ordinal)),
            $"{what}: expected line {line} and \"{message}\", got:\n{string.Join('\n', errors)}");
        Assert.Single(errors);
    }

    [Fact]
    public void Several_mistakes_are_all_reported_in_the_order_of_their_lines()
    {
        var file = _folder.Write("dapr.yaml", "version: 1\ncommon:\n  logLevel: loud\napps:\n  - appDirPath: .\n    appPort: x\n    nope: 1\n");

        var lines = RunFileReader.Read(file).RunFileFindings.All.Select(diagnostic => diagnostic.Line);

        Assert.Equal([3, 6, 7], lines);
    }

    [Theory]
    [InlineData("containerImage: x", "is for Kubernetes only")]
    [InlineData("containerImagePullPolicy: Always", "is for Kubernetes only")]
    [InlineData("createService: true", "is for Kubernetes only")]
    [InlineData("unixDomainSocket: /tmp/x", "is not supported")]
    [InlineData("profilePort: 7777", "is not supported")]
    [InlineData("enableProfiling: true", "is not supported")]
    [InlineData("appSSL: true", "is deprecated")]
    [InlineData("resourcesPath: .", "is deprecated")]
    public void A_key_that_makes_no_sense_here_is_one_warning_with_its_name_and_line(string entry, string message)
    {
        var file = _folder.Write("dapr.yaml", $"version: 1\napps:\n  - appDirPath: .\n    {entry}\n");

        var warning = Assert.Single(RunFileReader.Read(file).RunFileFindings.All);

        Assert.False(warning.IsError);
        Assert.StartsWith($"{file}:4: warning: {entry.Split(':')[0]} {message}", warning.ToString(), StringComparison.Ordinal);
    }
}
