namespace DemoApp.Tenants.RunFile;

/// <summary>A run file cannot be made from the template; the message says why and what to do.</summary>
public sealed class RunFileException(string message) : Exception(message);
