using System.Net;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>
/// A page of two tenants that received forged telemetry: of a tenant that is not expected, of none, a span that names another tenant, and a
/// trace of two tenants.
/// </summary>
public static class ForgedTelemetry
{
    private const int HonestTraces = 40;

    /// <summary>Starts the viewer and sends it honest telemetry of both tenants, then the forged.</summary>
    public static async Task<ViewerProcess> StartAsync()
    {
        var viewer = await ViewerProcess.StartAsync("--tenants", "tenant1,tenant2", "--watch-pid", $"{Environment.ProcessId}");
        try
        {
            for (var i = 0; i < HonestTraces; i++)
            {
                await ExportAsync(viewer, "tenant1", "tenant1");
                await ExportAsync(viewer, "tenant2", "tenant2");
            }

            await ExportAsync(viewer, "tenant9", "tenant9", service: new string('s', 3000));
            await ExportAsync(viewer, null, null);
            await ExportAsync(viewer, "tenant1", "tenant2");
            var shared = Telemetry.NewTraceId();
            await ExportAsync(viewer, "tenant1", "tenant1", shared);
            await ExportAsync(viewer, "tenant2", "tenant2", shared);
            using var refused = await viewer.ExportAsync("traces", [1, 2, 3], "application/x-protobuf");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            return viewer;
        }
        catch
        {
            await viewer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Exports one span of <paramref name="tenant"/> with an attribute that claims <paramref name="claimed"/>.</summary>
    private static async Task ExportAsync(ViewerProcess viewer, string? tenant, string? claimed, ByteString? traceId = null,
        string service = "sender-service")
    {
        var span = Telemetry.Span("POST /send", traceId);
        if (claimed is not null)
        {
            span.Attributes.Add(Telemetry.Attribute("app.tenant.id", claimed));
        }

        var request = Telemetry.Traces(Telemetry.Resource(tenant, service), span);
        using var answer = await viewer.ExportAsync("traces", request.ToByteArray(), "application/x-protobuf");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
