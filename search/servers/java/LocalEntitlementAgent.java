import java.lang.instrument.Instrumentation;

/** Hands the running JVM's instrumentation to the server's entitlement library; Maven Central lacks its agent. */
public class LocalEntitlementAgent {
    public static void agentmain(String initialisation, Instrumentation instrumentation) throws Exception {
        Class.forName(initialisation).getMethod("initialize", Instrumentation.class).invoke(null, instrumentation);
    }
}
