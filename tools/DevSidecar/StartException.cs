namespace DemoApp.DevSidecar;

/// <summary>A start that cannot continue; the message is the one line that the user sees.</summary>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
