using System.Diagnostics;
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

    public static bool IsSidecarCall(HttpRequestMessage request) =>
        request.RequestUri?.AbsolutePath.StartsWith(DaprService, StringComparison.Ordinal) == true;

    public override void OnEnd(Activity data)
    {
        // Grpc.Net.Client names every span alike and has the method, with a slash before it, in a tag of its own.
        if (data.Source.Name == Source && data.GetTagItem("grpc.method") is string path)
        {
            var method = path.TrimStart('/');
            data.DisplayName = method;
            data.SetTag("rpc.system.name", "grpc");
            data.SetTag("rpc.method", method);
            data.SetTag("grpc.method", null);
        }
    }
}
