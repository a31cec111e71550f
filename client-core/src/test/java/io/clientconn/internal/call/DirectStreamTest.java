package io.clientconn.internal.call;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.clientconn.concurrent.Serializer;
import io.clientconn.internal.wire.MessageFramer;
import io.clientconn.resolver.Address;
import io.clientconn.rpc.CallCredentials;
import io.clientconn.rpc.CredentialsRequest;
import io.clientconn.rpc.Metadata;
import io.clientconn.rpc.MethodDescriptor;
import io.clientconn.rpc.Status;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import io.clientconn.testing.FakeStream;
import io.clientconn.testing.FakeTransport;
import io.clientconn.testing.FakeTransportFactory;
import io.clientconn.testing.ManualExecutor;
import io.clientconn.testing.ManualScheduler;
import io.clientconn.testing.TextMarshaller;
import io.clientconn.transport.ConnectRequest;
import io.clientconn.transport.StreamOutcome;
import io.clientconn.transport.TransportListener;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Streams that the channel makes for itself. */
class DirectStreamTest implements DirectListener<String> {

	private static final MethodDescriptor<String, String> METHOD = MethodDescriptor.of("test.Reports/Watch",
			MethodDescriptor.Kind.SERVER_STREAMING, new TextMarshaller(), new TextMarshaller());

	private final ManualScheduler scheduler = new ManualScheduler();

	/** Where credentials are asked. */
	private final ManualExecutor elsewhere = new ManualExecutor();

	private final Serializer serializer = new Serializer(Runnable::run, (ex) -> {
		throw new AssertionError(ex);
	});

	private final FakeTransport transport = connect();

	private final List<String> heard = new ArrayList<>();

	@Override
	public void latest(String response) {
		this.serializer.checkOwner();
		this.heard.add(response);
	}

	@Override
	public void ended(StreamOutcome outcome) {
		this.serializer.checkOwner();
		this.heard.add("ended " + outcome.status() + " " + outcome.origin());
	}

	@Test
	void theRequestGoesOutWithTheHeadersAndTheSendingSideEnds() {
		open(null);

		FakeStream stream = this.transport.lastStream();
		assertThat(stream.request().headers()).isEqualTo(Metadata.of("x-tenant", "acme"));
		assertThat(stream.request().acceptEncoding()).isNull();
		assertThat(stream.sent()).singleElement()
			.satisfies((sent) -> assertThat(new String(sent, 5, sent.length - 5, StandardCharsets.UTF_8))
				.isEqualTo("orders"));
		assertThat(stream.isHalfClosed()).isTrue();
	}

	@Test
	void ofMessagesThatComeTogetherTheLastOneIsToldAndAllGiveTheirWindowBack() {
		open(null);
		FakeStream stream = this.transport.lastStream();
		stream.listener().message(bytes("one"), false);
		stream.listener().message(bytes("three"), false);
		assertThat(this.heard).isEmpty();
		stream.listener().passEnded();

		assertThat(this.heard).containsExactly("three");
		assertThat(stream.consumedBytes()).isEqualTo(5 + 3 + 5 + 5);
	}

	@Test
	void aLastMessageIsToldBeforeTheEnd() {
		open(null);
		FakeStream stream = this.transport.lastStream();
		stream.respond("bye".getBytes(StandardCharsets.UTF_8));

		assertThat(this.heard).containsExactly("bye", "ended OK SERVER");
	}

	@Test
	void theEndIsToldAndNeverRepeatedElsewhere() {
		open(null);
		this.transport.fail(Status.unavailable("lost"));

		assertThat(this.heard).containsExactly("ended UNAVAILABLE: lost TRANSPORT");
	}

	@Test
	void afterACancellationNothingIsHeard() {
		DirectStream<String, String> stream = open(null);
		FakeStream on = this.transport.lastStream();
		this.serializer.execute(() -> stream.cancel(Status.unavailable("enough")));
		on.listener().message(bytes("late"), false);
		on.listener().passEnded();

		assertThat(on.cancelReason()).isEqualTo(Status.unavailable("enough"));
		assertThat(this.heard).isEmpty();
	}

	@Test
	void aCompressedMessageIsAnErrorAsNobodyAskedForOne() {
		open(null);
		FakeStream stream = this.transport.lastStream();
		stream.respondCompressed(new byte[] { 1, 2, 3 });

		assertThat(stream.isEnded()).isTrue();
		assertThat(this.heard)
			.containsExactly("ended INTERNAL: a message of the server is compressed, which nobody asked for LOCAL");
	}

	@Test
	void aTransportThatThrowsEndsTheStreamLater() {
		this.serializer.execute(() -> {
			streams(null).open(new ThrowingTransport(), METHOD, "orders", this.serializer, this);
			assertThat(this.heard).isEmpty();
		});

		assertThat(this.heard).singleElement().asString().contains("INTERNAL: the transport failed to open a stream");
	}

	@Test
	void theChannelsCredentialsAreAskedElsewhereAndNeverIndexed() {
		open(answering(CompletableFuture.completedFuture(Metadata.of("authorization", "Bearer x"))));
		assertThat(this.transport.streams()).isEmpty();
		this.elsewhere.runAll();

		Metadata headers = this.transport.lastStream().request().headers();
		assertThat(headers.name(0)).isEqualTo("authorization");
		assertThat(headers.isSensitive(0)).isTrue();
		assertThat(headers.name(1)).isEqualTo("x-tenant");
		assertThat(headers.isSensitive(1)).isFalse();
	}

	@Test
	void credentialsThatFailEndItInTheirWords() {
		open(answering(CompletableFuture
			.failedFuture(new StatusException(Status.of(StatusCode.UNAVAILABLE, "the token server is down")))));
		this.elsewhere.runAll();

		assertThat(this.heard).containsExactly("ended UNAVAILABLE: the token server is down LOCAL");
		assertThat(this.transport.streams()).isEmpty();
	}

	@Test
	void credentialsThatAnswerNothingOrThrowEndItToo() {
		open(answering(null));
		open(answering(CompletableFuture.completedFuture(null)));
		open((request) -> {
			throw new IllegalStateException("secret");
		});
		this.elsewhere.runAll();

		assertThat(this.heard).hasSize(3).noneMatch((text) -> text.contains("secret"));
		assertThat(this.heard.get(0)).contains("answered null");
		assertThat(this.heard.get(1)).contains("answered null");
		assertThat(this.heard.get(2)).contains("UNAUTHENTICATED");
	}

	@Test
	void credentialsThatRequirePrivacyAreNotAskedInPlaintext() {
		open(new CallCredentials() {
			@Override
			public CompletionStage<Metadata> headers(CredentialsRequest request) {
				throw new AssertionError("asked");
			}
		});
		this.elsewhere.runAll();

		assertThat(this.heard).singleElement().asString().contains("require an encrypted connection");
	}

	@Test
	void credentialsThatAnswerAfterTheCancellationOpenNothing() {
		CompletableFuture<Metadata> answer = new CompletableFuture<>();
		DirectStream<String, String> stream = open(answering(answer));
		this.elsewhere.runAll();
		this.serializer.execute(() -> stream.cancel(Status.unavailable("enough")));
		answer.complete(Metadata.EMPTY);

		assertThat(this.transport.streams()).isEmpty();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void withoutAThreadForCredentialsItEnds() {
		DirectStreams streams = new DirectStreams(new MessageFramer(UnpooledByteBufAllocator.DEFAULT), "orders",
				Metadata.EMPTY, answering(null), (task) -> {
					throw new java.util.concurrent.RejectedExecutionException("closed");
				}, this.scheduler);
		this.serializer.execute(() -> streams.open(this.transport, METHOD, "orders", this.serializer, this));

		assertThat(this.heard).singleElement().asString().contains("no thread to ask the call credentials on");
	}

	private DirectStream<String, String> open(@Nullable CallCredentials credentials) {
		List<DirectStream<String, String>> made = new ArrayList<>();
		this.serializer.execute(
				() -> made.add(streams(credentials).open(this.transport, METHOD, "orders", this.serializer, this)));
		return made.get(0);
	}

	private DirectStreams streams(@Nullable CallCredentials credentials) {
		return new DirectStreams(new MessageFramer(UnpooledByteBufAllocator.DEFAULT), "orders",
				Metadata.of("x-tenant", "acme"), credentials, this.elsewhere, this.scheduler);
	}

	private static CallCredentials answering(@Nullable CompletionStage<Metadata> answer) {
		CallCredentials credentials = (request) -> {
			assertThat(request.method()).isEqualTo(METHOD);
			assertThat(request.audience()).isEqualTo("https://orders/test.Reports");
			return answer;
		};
		return credentials.allowingPlaintext();
	}

	private static io.netty.buffer.ByteBuf bytes(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
	}

	private static FakeTransport connect() {
		FakeTransport made = new FakeTransportFactory().connect(
				new ConnectRequest(Address.of(InetSocketAddress.createUnresolved("10.0.0.1", 1)), "orders", 1),
				new Deaf());
		made.becomeReady();
		return made;
	}

	private static final class Deaf implements TransportListener {

		@Override
		public void ready() {
		}

		@Override
		public void draining(Status reason) {
		}

		@Override
		public void closed(Status reason) {
		}

	}

	/** One of the user's making. */
	private static final class ThrowingTransport implements io.clientconn.transport.ClientTransport {

		@Override
		public io.clientconn.transport.TransportStream open(io.clientconn.transport.OpenRequest request,
				io.netty.buffer.@Nullable ByteBuf message, io.clientconn.transport.StreamListener listener) {
			throw new IllegalStateException("broken");
		}

		@Override
		public io.clientconn.rpc.PeerInfo peer() {
			throw new IllegalStateException("broken");
		}

		@Override
		public void shutdown(Status reason) {
		}

		@Override
		public void close(Status reason) {
		}

	}

}
