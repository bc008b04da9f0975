using System.Text;
using System.Text.Json.Nodes;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;
using Grpc.Core;

namespace DemoApp.DevSidecar.Tests.Contract;

public sealed class SpanContractTests(SpanContractTests.Replay replay) : IClassFixture<SpanContractTests.Replay>
{
    public static TheoryData<string> Cases => RecordedCase.Names("spans");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Spans_AreAsRecorded(string name)
    {
        var recorded = RecordedCase.Load("spans").Single(recorded => recorded.Name == name).Json;
        var (status, traceId, parentId) = replay.Sent[name];
        Assert.Equal((string)recorded["status"]!.ToString(), status);

        var spans = replay.Spans.Where(span => span.TraceId == traceId).ToList();
        var wanted = recorded["spans"]!.AsArray();
        Assert.Equal(wanted.Count, spans.Count);
        // A child comes after its parent in the recording, whoever exported first.
        var ordered = new List<ReceivedSpan>();
        foreach (var node in wanted)
        {
            var parent = node!["parent"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? ordered[(int)node["parent"]!].SpanId
                : parentId;
            var span = Assert.Single(spans, span => span.ParentSpanId == parent);
            ordered.Add(span);
            Assert.Equal((string)node["service.name"]!, span.ServiceName);
            Assert.Equal((string)node["scope"]!, span.Scope);
            Assert.Equal((string)node["name"]!, span.Name);
            Assert.Equal((string)node["kind"]!, span.Kind);
            Assert.Equal((string?)node["status"]!["code"] ?? "STATUS_CODE_UNSET", span.StatusCode);
            Assert.Equal((string?)node["status"]!["message"] ?? "", span.StatusMessage);
            Assert.Equal(
                Describe(node["attributes"]!.AsObject().Select(pair => KeyValuePair.Create(pair.Key, (string)pair.Value!))),
                Describe(span.Attributes));
        }
    }

    [Fact]
    public void Resource_NamesTheAppAndNothingElse() =>
        Assert.All(replay.Spans, span => Assert.Equal(["service.name"], span.Resource.Keys));

    private static string Describe(IEnumerable<KeyValuePair<string, string>> attributes) => string.Join(
        '\n',
        attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key == "server.port"
            ? "server.port=(port of the caller)" : $"{pair.Key}={pair.Value}"));

    /// <summary>Sends every recorded request in a trace of its own, stops the sidecars in order, and keeps the spans.</summary>
    public sealed class Replay : IAsyncLifetime
    {
        private readonly SidecarFiles _files = new();

        public Dictionary<string, (string Status, string TraceId, string ParentId)> Sent { get; } = [];

        public IReadOnlyCollection<ReceivedSpan> Spans { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            await using var receiver = await OtlpReceiver.StartAsync();
            _files.Store("statestore", scopes: "caller");
            await using var echo = await EchoApp.StartAsync();
            string[] files = ["--config", _files.Configuration(otlp: receiver.Address), "--resources-path", _files.Resources];
            await using var caller = await SidecarProcess.StartAsync("caller", files);
            await using var callee = await SidecarProcess.StartAsync("echo", ["--app-port", $"{echo.Port}", .. files]);
            await callee.UntilReadyAsync();
            using var grpc = new GrpcReplay(caller);
            foreach (var recorded in RecordedCase.Load("spans"))
            {
                var name = (string)recorded.Json["name"]!;
                var number = recorded.Index + 1;
                var (traceId, parentId) = ($"0af7651916cd43dd8448eb21{number:x8}", $"b7ad6b71{number:x8}");
                var traceparent = $"00-{traceId}-{parentId}-{(name == "invoke unsampled" ? "00" : "01")}";
                var request = (string)recorded.Json["request"]!;
                var status = request.StartsWith("gRPC ", StringComparison.Ordinal)
                    ? await SendGrpcAsync(grpc, name, request["gRPC ".Length..], traceparent)
                    : await SendHttpAsync(name == "invoke self" ? callee : caller, name, request.Split(' '), traceparent);
                Sent[recorded.Name] = (status, traceId, parentId);
            }

            await caller.StopAsync();
            await callee.StopAsync();
            Spans = receiver.Spans;
        }

        public ValueTask DisposeAsync()
        {
            _files.Dispose();
            return ValueTask.CompletedTask;
        }

        private static async Task<string> SendHttpAsync(SidecarProcess sidecar, string name, string[] request, string traceparent)
        {
            using var message = new HttpRequestMessage(HttpMethod.Parse(request[0]), new Uri(request[1], UriKind.Relative));
            message.Headers.Add("traceparent", traceparent);
            if (name == "invoke by header")
            {
                message.Headers.Add("dapr-app-id", "echo");
            }

            var body = name switch
            {
                "state save" => """[{"key":"k","value":1}]""",
                "state malformed" => "{not json",
                _ when request[0] == "POST" => """{"a": 1}""",
                _ => null,
            };
            if (body is not null)
            {
                message.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var response = await sidecar.Http.SendAsync(message);
            return ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        private static async Task<string> SendGrpcAsync(GrpcReplay grpc, string name, string method, string traceparent)
        {
            var request = name switch
            {
                "gRPC save" => """{"storeName":"statestore","states":[{"key":"g","value":"MQ=="}]}""",
                "gRPC get" => """{"storeName":"statestore","key":"g"}""",
                _ => """{"storeName":"nostore","key":"g"}""",
            };
            var answer = await grpc.SendAsync(
                "/dapr.proto.runtime.v1.Dapr/" + method, JsonNode.Parse(request)!, new Metadata { { "traceparent", traceparent } });
            return answer.Status switch { StatusCode.InvalidArgument => "INVALID_ARGUMENT",
                var status => status.ToString().ToUpperInvariant() };
        }
    }
}
