package io.clientconn.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clientconn.balancer.PickArgs;
import io.clientconn.balancer.PickTracker;
import io.clientconn.config.ServiceConfig;
import io.clientconn.internal.route.PickClient;
import io.clientconn.rpc.Marshaller;
import io.clientconn.rpc.MessageSink;
import io.clientconn.rpc.MessageSource;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.Status;
import io.clientconn.transport.ClientTransport;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that looks for a connection and keeps what it hears. Thread-safe.
 */
public final class FakePick implements PickClient {

	private static final MethodDescriptor<String, String> METHOD = MethodDescriptor.of("test.Service/Call",
			MethodDescriptor.Kind.UNARY, new NoMarshaller(), new NoMarshaller());

	private final boolean waitsForReady;

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private volatile @Nullable ClientTransport transport;

	private volatile @Nullable Status failure;

	private volatile @Nullable Status latestError;

	private volatile @Nullable ServiceConfig serviceConfig;

	private volatile @Nullable ClientTransport avoided;

	private volatile boolean over;

	private FakePick(boolean waitsForReady) {
		this.waitsForReady = waitsForReady;
	}

	/** A pick that fails where it can. */
	public static FakePick failFast() {
		return new FakePick(false);
	}

	/** A pick that waits for a connection. */
	public static FakePick waitForReady() {
		return new FakePick(true);
	}

	/** Some call, for pickers. */
	public static PickArgs args() {
		return failFast();
	}

	/** Does not want this connection again. */
	public FakePick avoid(ClientTransport unwanted) {
		this.avoided = unwanted;
		return this;
	}

	/** The call ends before its next pick. */
	public void end() {
		this.over = true;
	}

	@Override
	public MethodDescriptor<?, ?> method() {
		return METHOD;
	}

	@Override
	public RpcOptions options() {
		return RpcOptions.NONE;
	}

	@Override
	public boolean configured(ServiceConfig config) {
		this.serviceConfig = config;
		return !this.over;
	}

	@Override
	public boolean waitsForReady() {
		return this.waitsForReady;
	}

	@Override
	public @Nullable ClientTransport avoid() {
		return this.avoided;
	}

	@Override
	public void picked(ClientTransport found, @Nullable PickTracker tracker, @Nullable Metadata headers) {
		this.transport = found;
		this.heard.add("picked");
	}

	@Override
	public void unreachable(Status status) {
		failed(status);
	}

	@Override
	public void failed(Status status) {
		this.failure = status;
		this.heard.add("failed");
	}

	@Override
	public void parked() {
		// Tests see who waits in the table.
	}

	@Override
	public void waiting(Status error) {
		this.latestError = error;
	}

	/** Whether it waits still. */
	public boolean isWaiting() {
		return this.heard.isEmpty();
	}

	/** Every ending: one at most, if all is well. */
	public List<String> heard() {
		return List.copyOf(this.heard);
	}

	/** The connection found, or null. */
	public @Nullable ClientTransport transport() {
		return this.transport;
	}

	/** Why there is none, as text, or an empty text. */
	public String failure() {
		Status status = this.failure;
		return (status != null) ? status.toString() : "";
	}

	/** The balancer's latest error while it waits, as text, or an empty text. */
	public String latestError() {
		Status status = this.latestError;
		return (status != null) ? status.toString() : "";
	}

	/** The service config it saw last, or null. */
	public @Nullable ServiceConfig serviceConfig() {
		return this.serviceConfig;
	}

	private static final class NoMarshaller implements Marshaller<String> {

		@Override
		public int size(String message) {
			return 0;
		}

		@Override
		public void write(String message, MessageSink sink) {
		}

		@Override
		public String read(MessageSource source) {
			return "";
		}

	}

}
