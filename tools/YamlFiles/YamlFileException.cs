namespace DemoApp.YamlFiles;

/// <summary>A file cannot be used; the message has its path, the line if there is one, and the reason.</summary>
public sealed class YamlFileException(string message) : Exception(message);
