using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DemoApp.ServiceDefaults;

/// <summary>The source of the spans and the meter of the metrics that this project makes itself.</summary>
public static class Instrumentation
{
    /// <summary>The one source; .NET and Dapr have theirs.</summary>
    public static readonly ActivitySource Source = new(Names.Instrumentation);

    /// <summary>The one meter; .NET has its own.</summary>
    public static readonly Meter Meter = new(Names.Instrumentation);

    /// <summary>Marks a span as failed with the class of its error, as the semantic conventions have it.</summary>
    public static void SetError(this Activity? span, string errorType)
    {
        span?.SetStatus(ActivityStatusCode.Error);
        span?.SetTag(Names.ErrorType, errorType);
    }

    /// <summary>Marks a span as failed with an exception.</summary>
    /// <param name="span">The span that the exception happened in.</param>
    /// <param name="exception">What was thrown.</param>
    /// <param name="asEvent">True where the exception is an event of the span too; the conventions have it in the log.</param>
    public static void SetError(this Activity? span, Exception exception, bool asEvent)
    {
        span.SetError(exception.ErrorType());
        if (asEvent)
        {
            span?.AddException(exception);
        }
    }

    /// <summary>The class of an error: what a client library threw rather than what it is wrapped in.</summary>
    public static string ErrorType(this Exception exception) => (exception.InnerException ?? exception).GetType().FullName!;
}
