using System.Diagnostics;

namespace DemoApp.ServiceDefaults;

/// <summary>The source of the spans that this project makes itself.</summary>
public static class Instrumentation
{
    /// <summary>The one source; .NET and Dapr have theirs.</summary>
    public static readonly ActivitySource Source = new(Names.Instrumentation);

    /// <summary>Marks a span as failed with the class of its error, as the semantic conventions have it.</summary>
    public static void SetError(this Activity? span, string errorType)
    {
        span?.SetStatus(ActivityStatusCode.Error);
        span?.SetTag(Names.ErrorType, errorType);
    }
}
