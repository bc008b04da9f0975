using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using DemoApp.TenantPage.Topology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.TenantPage.Api;

/// <summary>/api/faults/{appId}: passes the request on to the service's own /faults.</summary>
internal sealed class FaultApi(LocalTopology topology, AppClient client, FaultsInForce inForce)
{
    private const int LargestBody = 4096;

    public Task<Results<Ok<FaultsDto>, ProblemHttpResult>> GetAsync(string appId, CancellationToken cancellationToken) =>
        PassOnAsync(appId, HttpMethod.Get, null, cancellationToken);

    public async Task<Results<Ok<FaultsDto>, ProblemHttpResult>> PutAsync(
        string appId, HttpRequest request, CancellationToken cancellationToken)
    {
        var body = new byte[LargestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length > LargestBody
            ? TypedResults.Problem($"Faults have at most {LargestBody} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge)
            : await PassOnAsync(appId, HttpMethod.Put, body.AsMemory(0, length), cancellationToken);
    }

    public Task<Results<Ok<FaultsDto>, ProblemHttpResult>> DeleteAsync(string appId, CancellationToken cancellationToken) =>
        PassOnAsync(appId, HttpMethod.Delete, null, cancellationToken);

    private async Task<Results<Ok<FaultsDto>, ProblemHttpResult>> PassOnAsync(
        string appId, HttpMethod method, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        if (topology.Apps.FirstOrDefault(app => app.AppId == appId) is not { Url: { } address })
        {
            return TypedResults.Problem(
                $"{topology.Origin} names no app \"{appId}\" with a port.", statusCode: StatusCodes.Status404NotFound);
        }

        using var request = new HttpRequestMessage(method, new Uri(address, "/faults"));
        // Not sampled: that the page looks is not traffic of the service.
        request.Headers.Add("traceparent", $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00");
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        }

        try
        {
            return Answer(appId, await client.SendAsync(appId, request, cancellationToken));
        }
        catch (AppCallException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private Results<Ok<FaultsDto>, ProblemHttpResult> Answer(string appId, AppAnswer answer)
    {
        switch (answer.Status)
        {
            case StatusCodes.Status200OK when TryParse(answer.Body) is { } faults:
                inForce.Note(appId, faults);
                return TypedResults.Ok(new FaultsDto(true, null, faults));
            case StatusCodes.Status404NotFound:
                return TypedResults.Ok(new FaultsDto(false, $"{appId} was started without FAULTS_API=true.", null));
            case StatusCodes.Status401Unauthorized:
                return TypedResults.Ok(new FaultsDto(false, $"{appId} wants its APP_API_TOKEN, which this page does not have.", null));
            case >= 400 and < 600:
                return TypedResults.Problem(Detail(answer.Body), statusCode: answer.Status);
            default:
                return TypedResults.Problem(
                    $"{appId} answered {answer.Status} with something that is not a list of faults.",
                    statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private static JsonElement? TryParse(byte[] json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Detail(byte[] problem) =>
        TryParse(problem) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("detail", out var detail)
        && detail.ValueKind == JsonValueKind.String
            ? detail.GetString()!
            : "The service rejected the faults without a reason.";
}

internal sealed record FaultsDto(bool Available, string? Detail, JsonElement? Faults);
