package io.clientconn.sample.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

import io.clientconn.autoconfigure.GrpcClient;
import io.clientconn.rpc.StatusException;
import io.clientconn.sample.routeguide.RouteGuideClient;
import io.clientconn.sample.routeguide.RouteNote;
import io.clientconn.stub.BidiStreamingCall;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Notes over HTTP, by bidirectional streaming: the request's thread reads while another
 * one writes, because a server may stop reading until its answers are taken. Stateless.
 */
@RestController
final class ChatController {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final RouteGuideClient guide;

	// A writer waits for the network, so it gets a thread that nothing else waits for.
	private final Executor writers = new SimpleAsyncTaskExecutor("chat-writer-");

	ChatController(@GrpcClient("routeguide") RouteGuideClient guide) {
		this.guide = guide;
	}

	@PostMapping("/chat")
	List<NoteJson> chat(@RequestBody List<NoteJson> notes, HttpServletResponse response) {
		Elements.check(notes);
		ServedBy servedBy = new ServedBy();
		List<NoteJson> received = new ArrayList<>();
		try (BidiStreamingCall<RouteNote, RouteNote> call = this.guide
			.openRouteChat(servedBy.options().timeout(TIMEOUT))) {
			this.writers.execute(() -> write(notes, call));
			for (RouteNote note = call.read(); note != null; note = call.read()) {
				received.add(NoteJson.of(note));
			}
		}
		servedBy.copyTo(response);
		return received;
	}

	private static void write(List<NoteJson> notes, BidiStreamingCall<RouteNote, RouteNote> call) {
		try {
			for (NoteJson note : notes) {
				if (!call.write(note.toNote())) {
					return;
				}
			}
			call.halfClose();
		}
		catch (StatusException ex) {
			// The reader gets the same failure and reports it.
		}
	}

}
