using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapr.Client.Autogen.Grpc.v1;
using DemoApp.DevSidecar.Tests.Fixtures;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;

namespace DemoApp.DevSidecar.Tests.Contract;

/// <summary>What came back when a recorded gRPC request was sent again.</summary>
public sealed record GrpcAnswer(IMessage? Response, StatusCode Status, string Message, Metadata Headers, Metadata Trailers);

/// <summary>Sends recorded gRPC requests and compares the answers with the recorded ones.</summary>
public sealed partial class GrpcReplay(SidecarProcess sidecar) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{sidecar.GrpcPort}");

    public async Task<GrpcAnswer> SendAsync(string method, JsonNode request, Metadata? headers = null)
    {
        var name = method[(method.LastIndexOf('/') + 1)..];
        var descriptor = DaprReflection.Descriptor.Services.Single(service => service.Name == "Dapr").FindMethodByName(name);
        var message = JsonParser.Default.Parse(request.ToJsonString(), descriptor.InputType);
        var invoker = _channel.CreateCallInvoker();
        using var call = invoker.AsyncUnaryCall(
            Describe(method, descriptor), null, new CallOptions(headers, DateTime.UtcNow.AddSeconds(20)), message);
        try
        {
            var response = await call.ResponseAsync;
            return new GrpcAnswer(response, StatusCode.OK, "", await call.ResponseHeadersAsync, call.GetTrailers());
        }
        catch (RpcException e)
        {
            return new GrpcAnswer(null, e.StatusCode, e.Status.Detail, [], e.Trailers);
        }
    }

    public static IReadOnlyList<string> Compare(RecordedCase recorded, GrpcAnswer answer)
    {
        var differences = new List<string>();
        var expected = recorded.Json;
        Check("status", Canonical((string)expected["status"]!), Canonical(answer.Status.ToString()));
        Check("message", (string?)expected["message"] ?? "", answer.Message);
        if (expected["response"] is JsonObject response)
        {
            CompareNodes("response", response, JsonNode.Parse(JsonFormatter.Default.Format(answer.Response))!.AsObject());
        }

        foreach (var (name, value) in expected["headers"]?.AsObject() ?? [])
        {
            var found = answer.Headers.GetValue(name);
            Check($"header {name}", Normalise(name, (string)value!), found is null ? null : Normalise(name, found));
        }

        foreach (var (name, value) in expected["trailers"]?.AsObject() ?? [])
        {
            var found = answer.Trailers.GetValueBytes(name);
            // A map has no order on the wire, so that the details are compared as messages.
            var wanted = Google.Rpc.Status.Parser.ParseFrom(Convert.FromHexString((string)value!));
            var given = found is null ? null : Google.Rpc.Status.Parser.ParseFrom(found);
            Check($"trailer {name}", Details(wanted), given is null ? null : Details(given));
        }

        return differences;

        void Check(string what, string? wanted, string? found)
        {
            if (wanted != found)
            {
                differences.Add($"{what}: recorded {wanted ?? "nothing"}, found {found ?? "nothing"}");
            }
        }

        void CompareNodes(string path, JsonObject wanted, JsonObject found)
        {
            foreach (var name in wanted.Select(member => member.Key).Union(found.Select(member => member.Key)))
            {
                if (wanted[name] is JsonObject a && found[name] is JsonObject b)
                {
                    CompareNodes($"{path}.{name}", a, b);
                }
                else
                {
                    Check($"{path}.{name}", Normalise(name, wanted[name]?.ToJsonString()), Normalise(name, found[name]?.ToJsonString()));
                }
            }
        }
    }

    public void Dispose() => _channel.Dispose();

    private static string Canonical(string status) => status.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static string Details(Google.Rpc.Status status) =>
        $"{status.Code} {status.Message} [{string.Join(';', status.Details.Select(Describe))}]";

    private static string Describe(Google.Protobuf.WellKnownTypes.Any detail)
    {
        if (!detail.TryUnpack<Google.Rpc.ErrorInfo>(out var info))
        {
            return detail.ToString();
        }

        var metadata = info.Metadata.OrderBy(pair => pair.Key).Select(pair => pair.Key + "=" + pair.Value);
        return $"{info.Reason} {info.Domain} {string.Join(',', metadata)}";
    }

    private static string? Normalise(string name, string? text) => text is null ? null : name switch
    {
        "dapr-date" => "date",
        "traceparent" => Traceparent().Replace(text, "traceparent $1"),
        "enabledFeatures" => string.Join(',', JsonNode.Parse(text)!.AsArray().Select(item => (string)item!).Order()),
        _ => Varying().Replace(text, "varying"),
    };

    private static Method<IMessage, IMessage> Describe(string path, MethodDescriptor method)
    {
        var parts = path.Split('/');
        return new Method<IMessage, IMessage>(
            MethodType.Unary,
            parts[1],
            parts[2],
            Marshallers.Create<IMessage>(static message => message.ToByteArray(), static _ => throw new NotSupportedException()),
            Marshallers.Create<IMessage>(static _ => throw new NotSupportedException(), method.OutputType.Parser.ParseFrom));
    }

    [GeneratedRegex("00-[0-9a-f]{32}-[0-9a-f]{16}-(0[01])")]
    private static partial Regex Traceparent();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")]
    private static partial Regex Varying();
}
