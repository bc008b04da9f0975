namespace DemoApp.AppHost;

/// <summary>The run cannot start; the message says which setting or port is wrong and what to do.</summary>
internal sealed class SettingException(string message) : Exception(message);
