using System.Text;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>An answer of the HTTP API that says what went wrong, in Dapr's codes and words.</summary>
internal sealed record ApiError(int Status, string Code, string Message, string? Details = null)
{
    public static ApiError NoAppId { get; } =
        new(404, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");

    public static ApiError Malformed(string message) => new(400, "ERR_MALFORMED_REQUEST", message);

    public static ApiError MalformedBody(string message) => Malformed("failed deserializing HTTP body: " + message);

    public async Task WriteAsync(HttpContext context)
    {
        var json = new StringBuilder("{\"errorCode\":");
        GoJson.AppendString(json, Code);
        json.Append(",\"message\":");
        GoJson.AppendString(json, Message);
        if (Details is not null) json.Append(",\"details\":").Append(Details);
        var body = Encoding.UTF8.GetBytes(json.Append('}').ToString());

        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
