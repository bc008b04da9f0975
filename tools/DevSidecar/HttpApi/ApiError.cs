using System.Text.Encodings.Web;
using System.Text.Json;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>An error answer of the HTTP API, with Dapr's code and words.</summary>
internal sealed record ApiError(int Status, string Code, string Message, params object[] Details)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static ApiError NoAppId { get; } =
        new(404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");

    public static ApiError Malformed(string message) => new(400, "ERR_MALFORMED_REQUEST", message);

    /// <summary>Refuses a part of Dapr's API that the development sidecar does not have.</summary>
    public static ApiError Unsupported(string what) =>
        new(501, "ERR_UNSUPPORTED", $"the development sidecar does not support {what}; use daprd for it");

    public Task WriteAsync(HttpContext context)
    {
        object error = Details.Length == 0
            ? new { ErrorCode = Code, Message }
            : new { ErrorCode = Code, Message, Details };
        return WriteAsync(context, Status, JsonSerializer.SerializeToUtf8Bytes(error, Json), "application/json");
    }

    /// <summary>Writes an answer that is one piece.</summary>
    public static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string contentType)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Writes an error as Go's HTTP server words it: one line of plain text.</summary>
    public static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return WriteAsync(context, status, System.Text.Encoding.UTF8.GetBytes(text + "\n"), "text/plain; charset=utf-8");
    }
}
