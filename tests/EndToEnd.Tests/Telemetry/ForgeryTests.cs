using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Http;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Nothing that anybody sends makes a line or a field of a log, or brings a color or a direction of writing into it.</summary>
public sealed partial class ForgeryTests
{
    private const string Mark = "FORGED";

    /// <summary>Attributes of records that a request makes, as docs/telemetry.md has them.</summary>
    private static readonly HashSet<string> Known = [.. DocumentedTable.Rows("### Log events")
        .SelectMany(row => DocumentedTable.Attributes(row["attributes"]).Concat(DocumentedTable.Attributes(row["on some"])))];

    /// <summary>Members that Serilog's compact JSON has beside the attributes.</summary>
    private static readonly HashSet<string> Compact = ["@t", "@m", "@i", "@l", "@x", "@tr", "@sp", "SourceContext"];

    private static readonly string[] Forgeries =
    [
        $"\n{{\"@t\":\"2020-01-01T00:00:00Z\",\"@l\":\"Fatal\",\"@m\":\"{Mark}\"}}",
        $"\r\n00:00:00.000 FATL {Mark}",
        $"\",\"{Mark}\":\"1",
        $"{{{Mark}}} {{@{Mark}}} {{0}} %0a%0d{Mark} \\n{Mark} \\u000a{Mark}",
        $"\u001b[31m{Mark}\u001b[0m\u009b31m\a\b\0",
        $"\u202e{Mark}\u2066\u2028{Mark}\u2029\u0085\u200e\ufeff",
    ];

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task Requests_ThatForge_MakeNoLineAndNoField(string format)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var variables = new Dictionary<string, string?> { ["LOG_FORMAT"] = format };
        await using var pair = await CollectedPair.StartAsync(collector, variables, variables);

        foreach (var (service, path) in ((Service, string)[])[(pair.Sender, "/send"), (pair.Receiver, "/process")])
        {
            foreach (var forgery in Forgeries)
            {
                var escaped = JavaScriptEncoder.Default.Encode(forgery);
                foreach (var name in (string[])["request_id", "sender", "tenant_id", "message", Mark])
                {
                    await service.PostAsync(path, $$"""{"{{name}}":"{{escaped}}"}""");
                }

                await service.PostAsync(path, forgery);
                await service.PostAsync(path, $$"""{"{{escaped}}":1}""");
                var encoded = Uri.EscapeDataString(forgery);
                var oneLine = forgery.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');
                await RawRequest.SendAsync(service.Port, "GET", $"/{encoded}?{encoded}={encoded}");
                await RawRequest.SendAsync(service.Port, "POST", $"{path}?q={encoded}", "{}");
                await RawRequest.SendAsync(service.Port, "GET", $"/{oneLine}?{oneLine}");
                await RawRequest.SendAsync(service.Port, "FORGED", "/", "", $"User-Agent: {oneLine}", $"Referer: {oneLine}", $"X-Forwarded-For: {oneLine}",
                    $"Content-Type: {oneLine}", $"traceparent: {oneLine}", $"tracestate: {oneLine}", $"baggage: a={oneLine}", $"{Mark}: {encoded}");
                await RawRequest.SendAsync(service.Port, $"GET{oneLine}", "/");
                await RawRequest.SendAsync(service.Port, "GET", "/\n" + forgery);
            }
        }

        await pair.Sender.StopAsync();
        await pair.Receiver.StopAsync();

        AssertNothingForged(collector, pair.Sender.Process, "sender-service", format);
        AssertNothingForged(collector, pair.Receiver.Process, "receiver-service", format);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public async Task AnswersOfAReceiver_ThatForge_MakeNoLineAndNoField(string format)
    {
        var forgeries = new Queue<string>(Forgeries);
        await using var receiver = await FakeSidecar.StartAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return http.Response.WriteAsync($$"""{"detail":"{{JavaScriptEncoder.Default.Encode(forgeries.Dequeue())}}"}""");
        });
        await using var collector = await OtlpReceiver.StartAsync();
        await using var sender = await Service.SenderAsync(CollectedPair.Variables(collector, new()
        {
            ["TENANT_ID"] = "tenant1",
            ["LOG_FORMAT"] = format,
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{receiver.Port}",
        }));

        foreach (var _ in Forgeries)
        {
            Assert.Equal(HttpStatusCode.BadGateway, (await sender.PostAsync("/send", "{}")).Status);
        }

        await sender.StopAsync();

        // The reason is worth reading, so it is there; it stays in its field.
        Assert.Equal(Forgeries.Length, collector.Logs.Count(
            log => log.EventName == "receiver.failed" && log.Attributes["Reason"].Contains(Mark, StringComparison.Ordinal)));
        AssertNothingForged(collector, sender.Process, "sender-service", format, marked: true);
    }

    private static void AssertNothingForged(OtlpReceiver collector, ChildProcess process, string service, string format, bool marked = false)
    {
        var logs = collector.Logs.Where(log => log.ServiceName == service).ToList();
        Assert.Contains(logs, log => log.EventName == "request.completed");
        Assert.Empty(logs.SelectMany(log => log.Attributes.Keys).Distinct().Except(Known));
        Assert.All(logs, log => Assert.DoesNotMatch(Unprintable(), string.Join(' ', log.Attributes.Values.Append(log.Body))));

        // As many lines as records, each of the one form.
        Assert.Equal(logs.Count, process.Lines.Count);
        Assert.All(process.Lines, line => Assert.DoesNotMatch(Unprintable(), line));
        if (format == "text")
        {
            Assert.All(process.Lines, line => Assert.Matches(TextLine(), line));
        }
        else
        {
            Assert.All(process.Lines, line =>
            {
                using var json = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
                Assert.Empty(json.RootElement.EnumerateObject().Select(member => member.Name).Except(Compact).Except(Known));
            });
        }

        if (!marked)
        {
            Assert.DoesNotContain(process.Lines, line => line.Contains(Mark, StringComparison.Ordinal));
            Assert.DoesNotContain(logs, log => string.Join(' ', log.Attributes.Values.Append(log.Body)).Contains(Mark, StringComparison.Ordinal));
        }
    }

    // Control characters, and the format characters that turn the direction of writing or hide text.
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Unprintable();

    [GeneratedRegex(@"\A\d\d:\d\d:\d\d\.\d{3} (INFO|WARN|EROR) ")]
    private static partial Regex TextLine();
}
