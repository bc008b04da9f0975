using System.Text.Json;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>What the sidecar is and has; with PUT, one more value of the caller's own.</summary>
internal sealed class MetadataEndpoints(SidecarOptions options, RuntimeMetadata metadata)
{
    private const string Root = "/v1.0/metadata";

    public static bool Handles(string method, string path) =>
        (HttpMethods.IsGet(method) && path is Root or Root + "/")
        || (HttpMethods.IsPut(method) && path.StartsWith(Root + "/", StringComparison.Ordinal) && path.AsSpan(Root.Length + 1).TrimEnd('/') is { IsEmpty: false } key && !key.Contains('/'));

    public async Task HandleAsync(HttpContext context, string path)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await GetAsync(context);
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        metadata.Set(Uri.UnescapeDataString(path[(Root.Length + 1)..].TrimEnd('/')), await reader.ReadToEndAsync(context.RequestAborted));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task GetAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer)) Write(json);
        buffer.WriteByte((byte)'\n');
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", options.AppId);
        json.WriteString("runtimeVersion", SidecarOptions.DaprVersion);
        WriteStrings(json, "enabledFeatures", RuntimeMetadata.EnabledFeatures);
        if (metadata.Components.Count > 0)
        {
            json.WriteStartArray("components");
            foreach (var component in metadata.Components)
            {
                json.WriteStartObject();
                json.WriteString("name", component.Name);
                json.WriteString("type", component.Type);
                json.WriteString("version", component.Version);
                WriteStrings(json, "capabilities", RuntimeMetadata.StateCapabilities);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteStartObject("extended");
        foreach (var (key, value) in metadata.Extended) json.WriteString(key, value);
        json.WriteEndObject();

        json.WriteStartObject("appConnectionProperties");
        if (options.AppPort is { } port) json.WriteNumber("port", port);
        json.WriteString("protocol", "http");
        json.WriteString("channelAddress", options.AppChannelAddress);
        if (options.HealthCheck is { } health)
        {
            json.WriteStartObject("health");
            json.WriteString("healthCheckPath", health.Path);
            json.WriteString("healthProbeInterval", $"{health.Interval.TotalSeconds}s");
            json.WriteString("healthProbeTimeout", $"{health.Timeout.TotalMilliseconds}ms");
            json.WriteNumber("healthThreshold", health.Threshold);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", "DISABLED");
        json.WriteBoolean("hostReady", false);
        json.WriteString("placement", "placement: disconnected");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
