using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>Nobody waits for whoever reads standard output, and whoever reads gets every line.</summary>
public sealed class ConsoleTests
{
    [Theory]
    [InlineData(true, "otlp")]
    [InlineData(true, "console")]
    [InlineData(false, "console")]
    public async Task Requests_StandardOutputThatNobodyReads_AreAnsweredAndTheProcessEnds(bool isSender, string traces)
    {
        var folder = Directory.CreateTempSubdirectory("demo-app-");
        var pipe = Path.Combine(folder.FullName, "output");
        await using (var mkfifo = ChildProcess.Start("mkfifo", [pipe]))
        {
            Assert.Equal(0, await mkfifo.ExitCodeAsync());
        }

        // Open at both ends, so that the service can open it, and never read.
        using var unread = new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
        await using var service = await Service.WithOutputAsync(isSender ? Service.SenderExecutable : Service.ReceiverExecutable, pipe, new Dictionary<string, string?>
        {
            ["STATE_STORE"] = "none",
            ["PROCESSING_TIME_MS"] = "0",
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["OTEL_SDK_DISABLED"] = "false",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["OTEL_TRACES_EXPORTER"] = traces,
            ["OTEL_METRICS_EXPORTER"] = "console",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "100",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        });

        // 64 KiB fit into the pipe: some 170 requests.
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (_, _) =>
            Assert.Equal(isSender ? HttpStatusCode.BadGateway : HttpStatusCode.OK, (await service.PostAsync(isSender ? "/send" : "/process", "{}")).Status));

        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Get, "/alive")).Status);
        await service.StopAsync(15);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Records_OfAServiceThatStops_AreAllPrintedToTheLast()
    {
        await using var receiver = await Service.ReceiverAsync(new Dictionary<string, string?> { ["STATE_STORE"] = "none", ["PROCESSING_TIME_MS"] = "0" });
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            Assert.Equal(HttpStatusCode.OK, (await receiver.PostAsync("/process", "{}")).Status));
        await receiver.StopAsync();

        Assert.Equal(500, receiver.Process.Lines.Count(line => line.Contains("\"event.name\":\"request.completed\"", StringComparison.Ordinal)));
        Assert.All(receiver.Process.Lines, line => System.Text.Json.JsonDocument.Parse(line).Dispose());
        Assert.Contains(receiver.Process.Lines, line => line.Contains("Application is shutting down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_StandardOutputThatIsFull_AreAnswered()
    {
        await using var receiver = await Service.WithOutputAsync(Service.ReceiverExecutable, "/dev/full", new Dictionary<string, string?>
        {
            ["STATE_STORE"] = "none",
            ["PROCESSING_TIME_MS"] = "0",
        });

        Assert.Equal(HttpStatusCode.OK, (await receiver.PostAsync("/process", "{}")).Status);
        await receiver.StopAsync();
    }
}
