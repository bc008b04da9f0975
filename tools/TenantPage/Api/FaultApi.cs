using System.Net;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text.Json;
using DemoApp.TenantPage.Topology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.TenantPage.Api;

/// <summary>/api/faults/{appId}: passes what the page asks for on to the service's own /faults.</summary>
internal sealed class FaultApi(LocalTopology topology, IHttpClientFactory clients)
{
    /// <summary>The client that speaks to the apps of the run file.</summary>
    public const string Client = "apps";

    private const int LargestBody = 4096;

    /// <summary>What is in force, or why that cannot be said.</summary>
    public Task<Results<Ok<FaultsDto>, ProblemHttpResult>> GetAsync(string appId, CancellationToken stop) =>
        PassOnAsync(appId, HttpMethod.Get, null, stop);

    /// <summary>Puts faults in force.</summary>
    public async Task<Results<Ok<FaultsDto>, ProblemHttpResult>> PutAsync(string appId, HttpRequest request, CancellationToken stop)
    {
        var body = new byte[LargestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, stop);
        return length > LargestBody
            ? TypedResults.Problem($"Faults have at most {LargestBody} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge)
            : await PassOnAsync(appId, HttpMethod.Put, body.AsMemory(0, length), stop);
    }

    /// <summary>Takes them back.</summary>
    public Task<Results<Ok<FaultsDto>, ProblemHttpResult>> DeleteAsync(string appId, CancellationToken stop) =>
        PassOnAsync(appId, HttpMethod.Delete, null, stop);

    private async Task<Results<Ok<FaultsDto>, ProblemHttpResult>> PassOnAsync(
        string appId, HttpMethod method, ReadOnlyMemory<byte>? body, CancellationToken stop)
    {
        if (topology.Apps.FirstOrDefault(app => app.AppId == appId) is not { Url: { } address })
        {
            return TypedResults.Problem($"The run file has no app \"{appId}\" with an appPort.", statusCode: StatusCodes.Status404NotFound);
        }

        using var request = new HttpRequestMessage(method, new Uri(address, "/faults"));
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json) } };
        }

        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.SendAsync(request, stop);
            var text = await answer.Content.ReadAsByteArrayAsync(stop);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => TypedResults.Ok(new FaultsDto(true, null, JsonElement.Parse(text))),
                HttpStatusCode.NotFound => TypedResults.Ok(new FaultsDto(false, $"{appId} was started without FAULTS_API=true.", null)),
                HttpStatusCode.Unauthorized => TypedResults.Ok(new FaultsDto(false, $"{appId} wants its APP_API_TOKEN, which this page does not have.", null)),
                var status => TypedResults.Problem(Detail(text), statusCode: (int)status),
            };
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return TypedResults.Problem($"{appId} does not answer at {address.Authority}: is it running?", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    private static string Detail(byte[] problem)
    {
        try
        {
            return JsonElement.Parse(problem).GetProperty("detail").GetString() ?? "";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "The service refused it and did not say why.";
        }
    }
}

internal sealed record FaultsDto(bool Available, string? Detail, JsonElement? Faults);
