using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Callers of <c>POST /send</c>, 32 at a time, each request in a trace of its own; they write down what came of it.</summary>
internal sealed class Callers(Service sender, Gate gate)
{
    /// <summary>What is written down of a request that was given up.</summary>
    public const string GivenUp = "given up";

    /// <summary>Every outcome that there is, in order; another one would be a request that something else harmed.</summary>
    public static readonly string[] Kinds = ["200", "400", "403", "413", "500", "502", GivenUp];

    private const int Concurrency = 32;

    private static readonly byte[] TooLong = new byte[(1024 * 1024) + 1];

    private readonly ConcurrentDictionary<string, string> _outcomes = new();

    /// <summary>The status of each answer, or <see cref="GivenUp"/>, by the id of the request's trace.</summary>
    public IReadOnlyDictionary<string, string> Outcomes => _outcomes;

    /// <summary>How many requests had this outcome.</summary>
    public int Count(string outcome) => _outcomes.Values.Count(value => value == outcome);

    /// <summary>Sends so many requests: of twelve, one each is malformed, for another tenant, too long, and given up.</summary>
    public Task SendAsync(int requests) => Parallel.ForEachAsync(
        Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (i, _) => await SendOneAsync(i % 12));

    private async Task SendOneAsync(int kind)
    {
        var traceId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var content = new ByteArrayContent(kind switch
        {
            0 => "{nope"u8.ToArray(),
            1 => """{"tenant_id":"stranger"}"""u8.ToArray(),
            2 => TooLong,
            _ => """{"message":"hello"}"""u8.ToArray(),
        });
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/send") { Content = content };
        request.Headers.Add("traceparent", $"00-{traceId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}-01");
        _outcomes[traceId] = kind == 3 ? await GiveUpAsync(request, traceId) : await AnswerAsync(request, CancellationToken.None);
    }

    private async Task<string> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var response = await sender.Http.SendAsync(request, cancellation);
        return ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string> GiveUpAsync(HttpRequestMessage request, string traceId)
    {
        var (name, value) = Gate.HoldHeader(traceId);
        request.Headers.Add(name, value);
        using var hangUp = new CancellationTokenSource();
        var call = AnswerAsync(request, hangUp.Token);

        // A simulated error answers before the request comes so far.
        await Task.WhenAny(call, gate.HeldAsync(traceId));
        await hangUp.CancelAsync();
        try
        {
            return await call;
        }
        catch (OperationCanceledException)
        {
            return GivenUp;
        }
    }
}
