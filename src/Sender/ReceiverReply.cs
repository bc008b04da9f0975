using System.Text.Json;
using DemoApp.ServiceDefaults;

namespace DemoApp.Sender;

/// <summary>How a call to the Receiver ended.</summary>
internal enum ReceiverOutcome
{
    /// <summary>It processed the request.</summary>
    Processed,

    /// <summary>It failed, or the connection broke, when the request may have arrived.</summary>
    Failed,

    /// <summary>Nothing was processed: it or a policy refused the request, or there was no connection to send it on.</summary>
    Refused,

    /// <summary>It took longer than the Sender or a sidecar waits.</summary>
    TimedOut,

    /// <summary>The Sender's own sidecar is unreachable, and nothing was sent.</summary>
    NoSidecar,
}

/// <summary>What came of a call to the Receiver.</summary>
/// <param name="Outcome">How the call ended.</param>
/// <param name="Body">The Receiver's answer, where it processed the request.</param>
/// <param name="Status">The status code that came back, or 0.</param>
/// <param name="Reason">Why it failed, for the log and never for the caller.</param>
/// <param name="Exception">What was thrown where no answer came.</param>
internal readonly record struct ReceiverReply(ReceiverOutcome Outcome, JsonElement Body, int Status, string Reason, Exception? Exception = null)
{
    /// <summary>Reads an answer: the Receiver's own, or that of a sidecar which could not get one.</summary>
    public static ReceiverReply Read(int status, ReadOnlySpan<byte> body)
    {
        var json = TryParse(body);
        if (status == 200)
        {
            return json is { ValueKind: JsonValueKind.Object } answer
                ? new(ReceiverOutcome.Processed, answer, status, "")
                : new(ReceiverOutcome.Failed, default, status, "its answer is not a JSON object");
        }

        // A sidecar's error has errorCode and message; the Receiver's has a detail.
        var reason = Text(json, "message") ?? Text(json, "detail") ?? "no reason given";
        var timedOut = Text(json, "errorCode") is not null && reason.Contains("deadline exceeded", StringComparison.Ordinal);
        // Only who answers 4xx says that it did nothing. A sidecar answers 500 for a connection that broke behind the request, too.
        var outcome = timedOut ? ReceiverOutcome.TimedOut : status is >= 400 and < 500 ? ReceiverOutcome.Refused : ReceiverOutcome.Failed;
        return new(outcome, default, status, OneLine.Of(reason));
    }

    private static string? Text(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty(name, out var value) ? JsonText.Of(value) : null;

    private static JsonElement? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
