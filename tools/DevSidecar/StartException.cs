namespace DemoApp.DevSidecar;

/// <summary>A start that cannot go on; its message is the one line that the user is told.</summary>
internal sealed class StartException : Exception
{
    public StartException(string message)
        : base(message)
    {
    }

    public StartException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
