namespace DemoApp.TestSupport;

/// <summary>Exports in a file, which outlives the process that took them.</summary>
public sealed class OtlpJournal(string path)
{
    private readonly Lock _lock = new();

    /// <summary>Adds an export; it is in the file when this returns.</summary>
    public void Write(ReceivedRequest request)
    {
        lock (_lock)
        {
            using var writer = new BinaryWriter(new FileStream(path, FileMode.Append));
            writer.Write(request.Signal);
            writer.Write(request.Message.Length);
            writer.Write(request.Message);
        }
    }

    /// <summary>All exports that are in the file; one that its process did not come to the end of is none.</summary>
    public ReceivedTelemetry Read()
    {
        var telemetry = new ReceivedTelemetry();
        if (!File.Exists(path))
        {
            return telemetry;
        }

        using var reader = new BinaryReader(File.OpenRead(path));
        try
        {
            while (reader.BaseStream.Position < reader.BaseStream.Length)
            {
                var signal = reader.ReadString();
                var length = reader.ReadInt32();
                var message = reader.ReadBytes(length);
                if (message.Length == length)
                {
                    telemetry.Add(new ReceivedRequest(signal, IsGrpc: true, new Dictionary<string, string>(), message));
                }
            }
        }
        catch (EndOfStreamException)
        {
            // Its process was killed while it wrote this one.
        }

        return telemetry;
    }
}
