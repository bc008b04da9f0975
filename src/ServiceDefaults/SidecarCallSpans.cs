using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Grpc.Core;
using OpenTelemetry;

namespace DemoApp.ServiceDefaults;

/// <summary>
/// One client span per gRPC call to the sidecar: that of Grpc.Net.Client, named by today's conventions. The HTTP request below it
/// would be the same call a second time.
/// </summary>
internal sealed class SidecarCallSpans : BaseProcessor<Activity>
{
    public const string Source = "Grpc.Net.Client";

    private const string DaprService = "/dapr.proto.runtime.v1.Dapr/";

    // By number: OK, CANCELLED, UNKNOWN and so on.
    private static readonly string[] StatusNames =
        [.. Enum.GetValues<StatusCode>().Order().Select(static status => JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString()))];

    public static bool IsSidecarCall(HttpRequestMessage request) =>
        request.RequestUri?.AbsolutePath.StartsWith(DaprService, StringComparison.Ordinal) == true;

    public override void OnEnd(Activity data)
    {
        // Grpc.Net.Client names every span alike, and has the method, with a slash before it, and the status, as a number, in tags of its own.
        if (data.Source.Name != Source || data.GetTagItem("grpc.method") is not string path)
        {
            return;
        }

        var method = path.TrimStart('/');
        data.DisplayName = method;
        data.SetTag(Names.RpcSystemName, "grpc");
        data.SetTag(Names.RpcMethod, method);
        data.SetTag("grpc.method", null);
        if (data.GetTagItem("grpc.status_code") is string number
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status < StatusNames.Length)
        {
            data.SetTag(Names.RpcResponseStatusCode, StatusNames[status]);
            data.SetTag("grpc.status_code", null);
            if (status != (int)StatusCode.OK)
            {
                data.SetError(StatusNames[status]);
            }
        }
    }
}
