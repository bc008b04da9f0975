namespace DemoApp.Receiver;

internal static partial class Log
{
    [LoggerMessage(EventId = 201, EventName = "state_store.failed", Level = LogLevel.Error, Message = "The state store did not keep the record")]
    public static partial void StateStoreFailed(ILogger logger, Exception exception);
}
