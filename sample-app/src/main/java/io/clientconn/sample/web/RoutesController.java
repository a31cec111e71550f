package io.clientconn.sample.web;

import java.time.Duration;
import java.util.List;

import io.clientconn.autoconfigure.GrpcClient;
import io.clientconn.sample.routeguide.RouteGuideClient;
import io.clientconn.sample.routeguide.RouteSummary;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Routes over HTTP, by client streaming. Stateless.
 */
@RestController
final class RoutesController {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final RouteGuideClient guide;

	RoutesController(@GrpcClient("routeguide") RouteGuideClient guide) {
		this.guide = guide;
	}

	@PostMapping("/routes")
	SummaryJson route(@RequestBody List<PointJson> points, HttpServletResponse response) {
		Elements.check(points);
		ServedBy servedBy = new ServedBy();
		RouteSummary summary = this.guide.recordRoute(points.stream().map(PointJson::toPoint).toList(),
				servedBy.options().timeout(TIMEOUT));
		servedBy.copyTo(response);
		return SummaryJson.of(summary);
	}

}
