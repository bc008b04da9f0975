namespace DemoApp.TestSupport;

/// <summary>How a collector of a test answers an export.</summary>
public enum CollectorAnswer
{
    /// <summary>Takes it.</summary>
    Accept,

    /// <summary>Refuses it for now: UNAVAILABLE, 503.</summary>
    Refuse,

    /// <summary>Refuses it for good: INVALID_ARGUMENT, 400.</summary>
    RefuseForGood,

    /// <summary>Answers 200 and a web page, as whatever else may listen on the port.</summary>
    Garbage,

    /// <summary>Reads it and never answers.</summary>
    Stall,

    /// <summary>Takes it, and the connection breaks before the answer.</summary>
    Cut,
}
