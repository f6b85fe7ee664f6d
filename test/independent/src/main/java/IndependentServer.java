import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** A MongoDB server in memory that shares no code with the embedded one; prints its address. */
public class IndependentServer {
  public static void main(String[] arguments) throws InterruptedException {
    MemoryBackend backend = new MemoryBackend();
    backend.version(new RecentEnough());
    System.out.println(new MongoServer(backend).bindAndGetConnectionString());
    Thread.currentThread().join();
  }

  /** The server announces less than the driver accepts; what the gateway asks of it, it knows. */
  static class RecentEnough implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(4, 4, 0);
    }

    @Override
    public int getWireVersion() {
      return 9;
    }
  }
}
