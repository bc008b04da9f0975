namespace DemoApp.ServiceDefaults;

/// <summary>A setting that the process cannot start with; the message names the variable, its value and what is allowed.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
