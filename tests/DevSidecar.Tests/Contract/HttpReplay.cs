using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests.Contract;

/// <summary>What came back when a recorded request was sent again.</summary>
public sealed record HttpAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body, double Seconds);

/// <summary>Sends the requests of a file in their order and compares the answers with the recorded ones.</summary>
public sealed partial class HttpReplay
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    // What differs from run to run in a way that says nothing.
    private static readonly string[] IgnoredHeaders = ["date", "keep-alive"];

    // Etags are the store's own inventions: the recorded one stands for the one that was met in its place.
    private readonly Dictionary<string, string> _etags = new(StringComparer.Ordinal);

    public async Task<HttpAnswer> SendAsync(RecordedCase recorded, SidecarProcess sidecar)
    {
        var answer = await SendOnceAsync(recorded, sidecar);
        // A time to live passes by itself; asking again until it has is the only way not to guess how long.
        for (var wait = Stopwatch.StartNew(); recorded.Name.EndsWith("after ttl", StringComparison.Ordinal) && answer.Status != 204
            && wait.Elapsed < TimeSpan.FromSeconds(6);)
        {
            await Task.Delay(50);
            answer = await SendOnceAsync(recorded, sidecar);
        }

        if (recorded.Response["headers"]?["etag"] is { } etag && answer.Headers.TryGetValue("etag", out var current))
        {
            _etags[(string)etag!] = current;
        }

        return answer;
    }

    public static IReadOnlyList<string> Compare(RecordedCase recorded, HttpAnswer answer)
    {
        var differences = new List<string>();
        var expected = recorded.Response;
        var malformed = (expected["body"] as JsonObject)?["errorCode"]?.ToString() == "ERR_MALFORMED_REQUEST";
        Check("status", (string?)expected["status"]?.ToString(), answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        CompareHeaders(expected["headers"]!.AsObject(), answer);
        CompareBody(expected["body"], answer);
        if (recorded.Request["headers"]?["traceparent"] is { } sent && RecordedCase.Header(sent).Length >= 55
            && expected["headers"]!["traceparent"] is { } answered)
        {
            var trace = RecordedCase.Header(sent)[3..35];
            Check(
                "trace goes on", $"{((string)answered!).Contains(trace, StringComparison.Ordinal)}",
                $"{answer.Headers["traceparent"].Contains(trace, StringComparison.Ordinal)}");
        }

        // A wait of Dapr's own shows in the time; anything shorter is the machine's.
        if (recorded.Seconds > 1 && (answer.Seconds < recorded.Seconds * 0.8 || answer.Seconds > recorded.Seconds + 3))
        {
            differences.Add($"seconds: recorded {recorded.Seconds}, took {answer.Seconds:0.00}");
        }

        return differences;

        void Check(string what, string? wanted, string? found)
        {
            if (wanted != found)
            {
                differences.Add($"{what}: recorded {wanted ?? "nothing"}, found {found ?? "nothing"}");
            }
        }

        void CompareHeaders(JsonObject wanted, HttpAnswer answer)
        {
            foreach (var name in wanted.Select(header => header.Key).Union(answer.Headers.Keys).Except(IgnoredHeaders).Order())
            {
                var recordedValue = wanted[name] is { } several ? RecordedCase.Header(several) : null;
                var value = answer.Headers.GetValueOrDefault(name);
                if (name == "server" && recordedValue is null && value?.StartsWith("BaseHTTP", StringComparison.Ordinal) == true)
                {
                    // The app of some recordings had no such header.
                    continue;
                }

                if (name == "content-length" && recordedValue is not null && value is not null
                    && (string?)recorded.Request["method"] != "HEAD")
                {
                    // A body that names this run's ports and hosts is as long as they are.
                    if (int.Parse(value, null) != answer.Body.Length)
                    {
                        differences.Add($"content-length: {value} for a body of {answer.Body.Length}");
                    }

                    var message = (expected["body"] as JsonObject)?["message"]?.ToString() ?? "";
                    var sameEveryTime = (expected["body"] as JsonObject)?["calls"] is null && Normalise(message) == message
                        && (!malformed || message == "stream too large");
                    if (sameEveryTime)
                    {
                        Check(name, recordedValue, value);
                    }
                }
                else
                {
                    Check(name, recordedValue is null ? null : Normalise(recordedValue), value is null ? null : Normalise(value));
                }
            }
        }

        void CompareBody(JsonNode? wanted, HttpAnswer answer)
        {
            if (wanted is null)
            {
                // The recorder read an empty body and a JSON null alike.
                if (answer.Body.Length > 0 && Encoding.UTF8.GetString(answer.Body).Trim() != "null")
                {
                    differences.Add($"body: recorded none, found {Encoding.UTF8.GetString(answer.Body)}");
                }

                return;
            }

            var text = Encoding.UTF8.GetString(answer.Body);
            var found = wanted.GetValueKind() == System.Text.Json.JsonValueKind.String ? JsonValue.Create(text) : JsonNode.Parse(text);
            CompareNodes("body", wanted, found, (string?)answer.Headers.GetValueOrDefault("traceparent"));
        }

        void CompareNodes(string path, JsonNode? wanted, JsonNode? found, string? traceparent)
        {
            if (wanted is JsonObject members && found is JsonObject others)
            {
                foreach (var name in members.Select(member => member.Key).Union(others.Select(member => member.Key)))
                {
                    CompareNodes($"{path}.{name}", members[name], others[name], traceparent);
                }

                return;
            }

            var (a, b) = (Text(wanted), Text(found));
            switch (path)
            {
                // How often the app was called before depends on what ran before; only the flaky paths are fresh each time.
                case "body.calls" when !((string)expected["body"]!["path"]!).StartsWith("/flaky/", StringComparison.Ordinal):
                    return;
                case "body.headers.traceparent" when b is not null && traceparent is not null:
                    if (b[..35] != traceparent[..35])
                    {
                        differences.Add($"the app's trace {b} is not the caller's {traceparent}");
                    }

                    break;
                case "body.enabledFeatures":
                    (a, b) = (
                        string.Join(',', wanted!.AsArray().Select(Text).Order()), string.Join(',', found!.AsArray().Select(Text).Order()));
                    break;
                case "body.message" when malformed && a?.StartsWith("api error", StringComparison.Ordinal) == false
                    && a != "stream too large":
                    // Go's wording of what is wrong with the JSON.
                    return;
                case "body.message" when a?.Contains("net/http: ", StringComparison.Ordinal) == true && b is not null:
                    // Go's wording of what is wrong with the app's answer.
                    a = Normalise(a[..a.IndexOf("net/http: ", StringComparison.Ordinal)]);
                    b = Normalise(b)[..Math.Min(Normalise(b).Length, a.Length)];
                    break;
            }

            Check(path, a is null ? null : Normalise(a), b is null ? null : Normalise(b));
        }
    }

    private static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonArray or JsonObject when IsHeader(node) => RecordedCase.Header(node),
        _ => node.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)node! : node.ToJsonString(),
    };

    // A header that came several times, or a long one.
    private static bool IsHeader(JsonNode node) => node is JsonObject repeated ? repeated.ContainsKey("$repeat")
        : node.Parent is JsonObject parent && parent.ContainsKey("user-agent");

    /// <summary>Takes out of a text what only this run could have said: ids, addresses, times.</summary>
    private static string Normalise(string text)
    {
        text = Traceparent().Replace(text, "$1-trace-span-$2");
        text = Uuid().Replace(text, "uuid");
        text = Time().Replace(text, "time");
        text = Forwarded().Replace(text, "for=address;by=address;host=host");
        text = Address().Replace(text, "address");
        // The recorder's machine was called vm; this one is called what it is called.
        return text == "vm" || text == System.Net.Dns.GetHostName() ? "host" : text;
    }

    private async Task<HttpAnswer> SendOnceAsync(RecordedCase recorded, SidecarProcess sidecar)
    {
        var request = recorded.Request;
        using var message = new HttpRequestMessage(
            HttpMethod.Parse((string)request["method"]!),
            new Uri($"http://127.0.0.1:{sidecar.HttpPort}{(string)request["path"]!}", AsWritten));
        var headers = request["headers"]?.AsObject().ToDictionary(header => header.Key,
            header => Substitute(RecordedCase.Header(header.Value!))) ?? [];
        headers.TryAdd("accept-encoding", "identity");
        if (request["body"] is { } body)
        {
            var bytes = Encoding.Latin1.GetBytes(Substitute(Encoding.Latin1.GetString(RecordedCase.Body(body)!)));
            message.Content = (bool?)request["chunked"] == true
                ? new StreamContent(new UnseekableStream(bytes))
                : new ByteArrayContent(bytes);
            if (!headers.ContainsKey("content-type"))
            {
                headers["content-type"] = "application/json";
            }
        }

        foreach (var (name, value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var started = Stopwatch.GetTimestamp();
        using var response = await sidecar.Http.SendAsync(message);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var found = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
        return new HttpAnswer((int)response.StatusCode, found, answer, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private string Substitute(string text)
    {
        foreach (var (recorded, current) in _etags)
        {
            text = text.Replace(recorded, current, StringComparison.Ordinal);
        }

        return text;
    }

    [GeneratedRegex(@"\b(00)-[0-9a-f]{32}-[0-9a-f]{16}-(0[01])\b")]
    private static partial Regex Traceparent();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Time();

    [GeneratedRegex(@"for=[^;]+;by=[^;]+;host=\S+")]
    private static partial Regex Forwarded();

    [GeneratedRegex(@"\b(?:192\.0\.2\.2|127\.0\.0\.1)(?::\d+)?\b")]
    private static partial Regex Address();

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
