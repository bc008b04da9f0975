using System.Runtime.InteropServices;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>A list of texts as C expects it: an array of pointers that ends with a null pointer.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly int _count;

    public NativeTexts(IEnumerable<string> texts)
    {
        var copies = texts.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        _count = copies.Length;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)_count + 1, (nuint)sizeof(nint));
        for (var i = 0; i < _count; i++)
            Pointer[i] = (byte*)copies[i];
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
    }
}
