# The regressions of hypotheses/examples/castle-doctrine, dense: every effect a dummy, weights and clusters by hand. R with jsonlite.
# Rscript tests/reference/generate-castle-article.R > tests/reference/castle-article.json
d <- read.csv("tests/reference/data/castle.csv")
northeast <- c("Connecticut", "Maine", "Massachusetts", "New Hampshire", "New Jersey", "New York", "Pennsylvania", "Rhode Island", "Vermont")
midwest <- c("Illinois", "Indiana", "Iowa", "Kansas", "Michigan", "Minnesota", "Missouri", "Nebraska", "North Dakota", "Ohio", "South Dakota", "Wisconsin")
west <- c("Alaska", "Arizona", "California", "Colorado", "Hawaii", "Idaho", "Montana", "Nevada", "New Mexico", "Oregon", "Utah", "Washington", "Wyoming")
d$region <- ifelse(d$state %in% northeast, "northeast", ifelse(d$state %in% midwest, "midwest", ifelse(d$state %in% west, "west", "south")))
controls <- c("l_police", "unemployrt", "poverty", "l_income", "l_prisoner", "l_lagprisoner", "blackm_15_24", "whitem_15_24", "blackm_25_44", "whitem_25_44", "l_exp_subsidy", "l_exp_pubwelfare")
wide <- "factor(state) + factor(region):factor(year)"
trend <- "factor(state):I(year - 2005)"

# Errors by state as fixest's default ssc() has them. K: the coefficients, the levels of the effect beside the states, the trends, and one for all states
# together, which are nested in the clusters; less one level, for the constant.
regress <- function(outcome, terms, K) {
  X <- model.matrix(as.formula(paste("~ cdl +", paste(terms, collapse = " + "))), d)
  w <- sqrt(d$popwt)
  q <- qr(X * w, tol = 1e-11)
  keep <- sort(q$pivot[seq_len(q$rank)])
  X <- X[, keep] * w
  y <- d[[outcome]] * w
  b <- qr.coef(qr(X, tol = 1e-11), y)
  u <- as.vector(y - X %*% b)
  S <- rowsum(X * u, d$sid)
  A <- chol2inv(qr.R(qr(X, tol = 1e-11)))
  at <- which(colnames(X) == "cdl")
  G <- nrow(S); n <- nrow(X)
  V <- (A %*% crossprod(S) %*% A) * (G / (G - 1)) * ((n - 1) / (n - K))
  list(estimate = unname(b[at]), se = sqrt(V[at, at]))
}

out <- list()
for (outcome in c("l_homicide", "l_burglary", "l_robbery", "l_assault", "l_larceny", "l_motor")) {
  theft <- setdiff(c("l_larceny", "l_motor"), outcome)
  out[[outcome]] <- list(
    year = regress(outcome, "factor(state) + factor(year)", 1 + 11),
    region = regress(outcome, wide, 1 + 44),
    controls = regress(outcome, c(controls, wide), 13 + 44),
    theft = regress(outcome, c(controls, theft, wide), 13 + length(theft) + 44),
    trend = regress(outcome, c(controls, wide, trend), 13 + 44 + 50)
  )
}
cat(jsonlite::toJSON(list(call = "generate-castle-article.R", r = R.version.string, outcomes = out), auto_unbox = TRUE, digits = I(17), pretty = TRUE), "\n")
