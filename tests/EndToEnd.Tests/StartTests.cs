using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

public sealed class StartTests
{
    [Theory]
    [InlineData("src/Sender", "TENANT_ID", "Not A Label", "DNS label")]
    [InlineData("src/Sender", "ERROR_RATE", "1.5", "0 to 1")]
    [InlineData("src/Receiver", "ERROR_RATE", "NaN", "0 to 1")]
    [InlineData("src/Sender", "LATENCY_MS", "60001", "0 to 60000")]
    [InlineData("src/Receiver", "LATENCY_MS", "-1", "0 to 60000")]
    [InlineData("src/Receiver", "PROCESSING_TIME_MS", "60001", "0 to 60000")]
    [InlineData("src/Receiver", "PROCESSING_TIME_MS", "fast", "0 to 60000")]
    [InlineData("src/Sender", "RECEIVER_TIMEOUT_MS", "0", "1 to 600000")]
    [InlineData("src/Sender", "RECEIVER_SERVICE_URL", "receiver:8000", "an address")]
    [InlineData("src/Sender", "RECEIVER_APP_ID", "no/slashes", "app-id")]
    [InlineData("src/Sender", "OTLP_PORT", "70000", "1 to 65535")]
    [InlineData("src/Sender", "OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317", "an address")]
    [InlineData("src/Sender", "OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "grpc or http/protobuf")]
    [InlineData("src/Sender", "DAPR_HTTP_PORT", "none", "1 to 65535")]
    [InlineData("src/Receiver", "DAPR_GRPC_PORT", "0", "1 to 65535")]
    public async Task Setting_OutOfRange_StopsAtStartWithOneLineThatNamesIt(string project, string variable, string value, string range)
    {
        var executable = Repository.Executable(Path.GetFileName(project).ToUpperInvariant(), project);
        await using var process = ChildProcess.Start(executable, [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["OTEL_TRACES_EXPORTER"] = "none",
            [variable] = value,
        });

        Assert.Equal(1, await process.ExitCodeAsync());
        var line = Assert.Single(process.Lines);
        Assert.Contains(variable, line, StringComparison.Ordinal);
        Assert.Contains($"\"{value}\"", line, StringComparison.Ordinal);
        Assert.Contains(range, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Sender")]
    [InlineData("src/Receiver")]
    public async Task Port_AlreadyTaken_StopsAtStartWithOneLineThatNamesIt(string project)
    {
        using var taken = new SilentPort();
        var executable = Repository.Executable(Path.GetFileName(project).ToUpperInvariant(), project);
        await using var process = ChildProcess.Start(executable, [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{taken.Port}",
            ["OTEL_SDK_DISABLED"] = "true",
        });

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Single(process.Lines, line => line.StartsWith("Cannot start", StringComparison.Ordinal) && line.Contains($"{taken.Port}", StringComparison.Ordinal));
        Assert.DoesNotContain(process.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    public static TheoryData<string, string, string> BadAddresses()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var project in (string[])["src/Sender", "src/Receiver"])
        {
            data.Add(project, "grpc", "taken");
            data.Add(project, "http/protobuf", "taken");
        }

        data.Add("src/Sender", "grpc", "junk");
        data.Add("src/Receiver", "grpc", "https://127.0.0.1:9000");
        data.Add("src/Sender", "http/protobuf", "http://127.0.0.1:99999");
        data.Add("src/Receiver", "http/protobuf", "http://10.255.255.1:9000");
        return data;
    }

    /// <summary>A collector that is not there must not keep a failed start from ending: OpenTelemetry would try for minutes.</summary>
    [Theory]
    [MemberData(nameof(BadAddresses))]
    public async Task Address_ThatCannotBeListenedOn_StopsAtStartWithOneLineWithoutACollector(string project, string protocol, string address)
    {
        using var taken = new SilentPort();
        var executable = Repository.Executable(Path.GetFileName(project).ToUpperInvariant(), project);
        await using var process = ChildProcess.Start(executable, [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = address == "taken" ? $"http://127.0.0.1:{taken.Port}" : address,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        });

        Assert.Equal(1, await process.ExitCodeAsync(20));
        Assert.Single(process.Lines, line => line.StartsWith("Cannot start: ", StringComparison.Ordinal));
        Assert.DoesNotContain(process.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("src/Sender", "OTEL_EXPORTER_OTLP_HEADERS", "x a=s3cret")]
    [InlineData("src/Sender", "OTEL_EXPORTER_OTLP_LOGS_HEADERS", "x-a=%0d%0aE: s3cret")]
    [InlineData("src/Receiver", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "content-type=s3cret")]
    [InlineData("src/Sender", "DAPR_API_TOKEN", "s3cret\n")]
    [InlineData("src/Receiver", "DAPR_API_TOKEN", "s3crét")]
    [InlineData("src/Receiver", "APP_API_TOKEN", "s3cret\n")]
    [InlineData("src/Sender", "DAPR_HTTP_ENDPOINT", "127.0.0.1:9500")]
    [InlineData("src/Receiver", "DAPR_GRPC_ENDPOINT", "unix:///tmp/x")]
    public async Task Setting_ThatALibraryWouldFailAtLater_StopsAtStartWithOneLineThatNamesIt(string project, string variable, string value)
    {
        var executable = Repository.Executable(Path.GetFileName(project).ToUpperInvariant(), project);
        await using var process = ChildProcess.Start(executable, [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}",
            [variable] = value,
        });

        Assert.Equal(1, await process.ExitCodeAsync());
        var line = Assert.Single(process.Lines);
        Assert.StartsWith($"Cannot start: {variable}", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3c", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Sender", "http://localhost:8000")]
    [InlineData("src/Receiver", "http://localhost:8001")]
    public async Task Port_NoneSet_IsTheServicesOwn(string project, string address)
    {
        var executable = Repository.Executable(Path.GetFileName(project).ToUpperInvariant(), project);
        await using var process = ChildProcess.Start(executable, [], new Dictionary<string, string?> { ["OTEL_SDK_DISABLED"] = "true" });

        // It listens there, or says that it cannot because something on this machine already does.
        await process.LineAsync(address);
    }

    [Theory]
    [InlineData(ChildProcess.SigTerm)]
    [InlineData(ChildProcess.SigInt)]
    public async Task Signal_ToEnd_EndsWithExitCodeZero(int signal)
    {
        await using var receiver = await Service.ReceiverAsync(new Dictionary<string, string?> { ["STATE_STORE"] = "none" });

        receiver.Process.Signal(signal);

        Assert.Equal(0, await receiver.Process.ExitCodeAsync(10));
    }
}
