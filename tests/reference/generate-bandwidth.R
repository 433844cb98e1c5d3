# Lags that sandwich::bwNeweyWest chooses for single series: scores of lm without the intercept's, weights 1, as fixest's NW() does without units.
# Run from the repository root. Needs sandwich, jsonlite.
suppressMessages({
  library(sandwich)
  library(jsonlite)
})
read <- function(name) read.csv(file.path("tests/reference/data", name))
bandwidth <- function(m) {
  s <- estfun(m)
  if (ncol(s) > 1) s <- s[, colnames(s) != "(Intercept)", drop = FALSE]
  bwNeweyWest(structure(list(s = s), class = "scores"), weights = rep(1, ncol(s)))
}
estfun.scores <- function(x, ...) x$s
registerS3method("estfun", "scores", estfun.scores)
cigar <- read("plm_cigar.csv")
out <- list(versions = list(R = R.version.string, sandwich = as.character(packageVersion("sandwich"))), cigar = list())
for (state in c(1, 3, 5, 10, 33, 51)) {
  d <- cigar[cigar$state == state, ]
  one <- lm(sales ~ 1, d)
  both <- lm(sales ~ price + ndi, d)
  V <- NeweyWest(both, lag = floor(bandwidth(both)), prewhite = FALSE, adjust = TRUE)
  out$cigar[[length(out$cigar) + 1]] <- list(
    state = state, mean = bandwidth(one), regression = bandwidth(both), se = unname(sqrt(diag(V)))
  )
}
write_json(out, "tests/reference/bandwidth.json", auto_unbox = TRUE, digits = I(17), pretty = TRUE)
