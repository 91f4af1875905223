namespace RdpMedic.Emulator.World.Scripts;

/// <summary>
/// The scripts whose effect is modelled, by name and SHA-256 of their text with line feeds. Scripts are modelled, not executed. To add one: a model beside
/// this, and a line here.
/// </summary>
public static class ScriptCatalogue
{
    internal const string Collect = "collect-guest";

    internal static IReadOnlyDictionary<string, ScriptModel> Models { get; } = new ScriptModel[]
    {
        new(Collect, "a7de0263b92b8843ecf45a5b782acd47f26609ff3c4fdfc878bb8ba6dba6b957", _ => { }),
        new("termservice-repair", "409e0f988b6ddd7a1271356d7ba1b56aecc1b3293c2a7891d27f8d0a18b21218", scene => TermServiceScripts.Repair(scene.Guest, scene.Run, scene.Sabotage)),
        new("termservice-verify", "e76136f88d3141fb19715ba371cc16f89ff424b1dfcb0caa5137b8bcb11e6f10", scene => TermServiceScripts.Verify(scene.Guest, scene.Run, scene.Sabotage)),
        new("certificate-bind", "5636d17edd669b91908c398d7e17f27db4608c264b8ac3571238990fc0fd6a58", scene => CertificateScripts.Bind(scene.Fleet, scene.Machine, scene.Run, scene.Sabotage)),
        new("certificate-verify", "443203b162c9d5cf8c07544e3e37ee04e97cdc443a2bab4ba99f4a1f2438800a", scene => CertificateScripts.Verify(scene.Guest, scene.Run, scene.Sabotage)),
        new("registry-repair", "ebf0cc4d49d7927c924ed589e33b54ff2a606e301e8a4d35006adaea13fd8ec4", RegistryScripts.Repair),
        new("registry-verify", "e8259a3cd3e887d5942ea51c584034c488a45ba14e55fe39c2f6ab45c1a492e4", RegistryScripts.Verify),
        new("service-repair", "8f4df4a501c0fc7ac5ac419a612795fb464eaebe61350ca808fbdcaa5be701b9", ServiceScripts.Repair),
        new("service-verify", "cc9f0421d359d02421e4ef7d44a26543484aa63403642de29c848ffdafeca064", ServiceScripts.Verify),
        new("own-certificate-repair", "571badcc04a57b4886c9e16f7e6a3cf8c6d2c2e997f8b982f5ed9a5e1cffef37", OwnCertificateScripts.Repair),
        new("own-certificate-verify", "d67cf5cb8f23da304cbc228c98f89bcb6a2737515b5423d7846d1ae0dc559511", OwnCertificateScripts.Verify),
        new("firewall-repair", "fd71aaae23b95e6490d8c9f9db0824b80943cb4f98cd08697c1e83c47cb95074", FirewallScripts.Repair),
        new("firewall-verify", "16c6a2f182c4123ad8bb4ba5d107111c0dbc56ebb0cf4b2232f3bc106dd15dd6", FirewallScripts.Verify),
        new("registration-repair", "6a049c5601f959f4daae590688088503d9f7757324e5873a83bb6b5bd108a85e", RegistrationScripts.Repair),
        new("registration-verify", "d3dfcd9ad2b60d117b360dc4aa417277eba8ae8b44fe3187d4c0d641b8f2fe1a", RegistrationScripts.Verify),
        new("session-ghost-repair", "496cf1c53f865cb6d8928daa3644e2d75490c7169a03ed542cc31e61c0f62948", SessionScripts.ResetGhosts),
        new("session-ghost-verify", "9399105172c51d0380acd861312b816464ab515c128035c52be6967dc5928d9c", SessionScripts.VerifyGhosts),
        new("disk-clean-repair", "7d9b02edf6d80dd88c9840d23267f1882131efaa9fefa8d161fe6b62fbb5c2d2", SessionScripts.CleanDisk),
        new("disk-clean-verify", "2da55cd59d869becf8eeb915eafe17e00d75c43ef1ef0202a7c43f29d13916dd", SessionScripts.VerifyDisk),
    }.ToDictionary(model => model.Name, StringComparer.Ordinal);

    /// <summary>Lower-case hexadecimal hashes by name.</summary>
    public static IReadOnlyDictionary<string, string> Hashes { get; } = Models.ToDictionary(model => model.Key, model => model.Value.Hash, StringComparer.Ordinal);
}
