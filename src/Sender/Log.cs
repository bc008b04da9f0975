namespace DemoApp.Sender;

internal static partial class Log
{
    [LoggerMessage(EventId = 101, EventName = "receiver.failed", Level = LogLevel.Warning,
        Message = "The Receiver gave no result: {Outcome}, status {StatusCode}, {Reason:l}")]
    public static partial void ReceiverFailed(ILogger logger, ReceiverOutcome outcome, int statusCode, string reason, Exception? exception);
}
