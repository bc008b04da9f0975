namespace DemoApp.Receiver;

internal static partial class Log
{
    [LoggerMessage(EventId = 201, EventName = "db.client.operation.exception", Level = LogLevel.Error, Message = "The state store did not keep the record")]
    public static partial void StateStoreFailed(ILogger logger, Exception exception);
}
