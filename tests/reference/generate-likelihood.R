# Rscript generate-likelihood.R, from this folder. Needs jsonlite and sandwich. glm with explicit dummies, iterated to the last digit: an oracle
# for probit with effects, offsets, leverage-corrected errors and statistics that the fixest entries do not hold.
suppressMessages({library(sandwich); library(jsonlite)})
tight <- glm.control(epsilon = 1e-15, maxit = 200)
fatalities <- read.csv("data/fatalities.csv")
darfur <- read.csv("data/darfur.csv")
# Villages with both outcomes and more than one row, as the estimators keep them.
mixed <- ave(darfur$pastvoted, darfur$village, FUN = mean)
villages <- darfur[mixed > 0 & mixed < 1, ]

entry <- function(model, shown) {
  # The working weights are those of the last but one step; one more step from the end makes them final.
  model <- update(model, etastart = model$linear.predictors, control = tight)
  hc <- function(type) unname(sqrt(diag(vcovHC(model, type = type)))[shown])
  list(names = shown, coef = unname(coef(model)[shown]), iid = unname(sqrt(diag(vcov(model)))[shown]),
       HC0 = hc("HC0"), HC2 = hc("HC2"), HC3 = hc("HC3"),
       deviance = deviance(model), loglik = as.numeric(logLik(model)), aic = AIC(model), bic = BIC(model),
       pearson = sum(residuals(model, "pearson")^2), nobs = nobs(model), parameters = length(coef(model)))
}
result <- list(
  poisson_fatalities = entry(glm(fatal ~ beertax + unemp + factor(state) + factor(year) + offset(log(pop)), poisson, fatalities,
                                 control = tight), c("beertax", "unemp")),
  logit_villages = entry(glm(pastvoted ~ directlyharmed + age + female + factor(village), binomial, villages, control = tight),
                         c("directlyharmed", "age", "female")),
  probit_villages = entry(glm(pastvoted ~ directlyharmed + age + female + factor(village), binomial("probit"), villages, control = tight),
                          c("directlyharmed", "age", "female")),
  probit_darfur = entry(glm(pastvoted ~ directlyharmed + age + female, binomial("probit"), darfur, control = tight),
                        c("(Intercept)", "directlyharmed", "age", "female")))
result$about <- list(R = R.version.string, sandwich = as.character(packageVersion("sandwich")))
write_json(result, "likelihood-r.json", auto_unbox = TRUE, digits = NA, pretty = TRUE)
