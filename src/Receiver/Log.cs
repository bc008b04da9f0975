namespace DemoApp.Receiver;

internal static partial class Log
{
    [LoggerMessage(EventId = 201, EventName = "db.client.operation.exception", Level = LogLevel.Error, Message = "An operation of the state store failed")]
    public static partial void StateStoreFailed(ILogger logger, Exception exception);
}
