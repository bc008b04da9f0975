using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DemoApp.EndToEnd.Tests.Load;

/// <summary>What a target does that only looks at requests: answers as the Sender of tenant1 would, at once.</summary>
internal static class Recorded
{
    /// <summary>Answers, and calls <paramref name="sent"/> with the body of each POST /send before.</summary>
    public static async Task AnswerAsync(HttpContext http, Action<string> sent)
    {
        if (http.Request.Path != "/send")
        {
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        sent(body);
        var id = JsonNode.Parse(body)!["request_id"]?.GetValue<string>();
        await http.Response.WriteAsync(
            JsonSerializer.Serialize(new { status = "success", tenant = "tenant1", receiver_response = new { request_id = id } }), http.RequestAborted);
    }
}
